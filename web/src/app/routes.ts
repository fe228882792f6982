// Every page of the dashboard. A new page is a folder in features/ and a line here.
import type { Route } from "./router.svelte";

export const routes: readonly Route[] = [
  { path: "/", title: "Overview", section: "/", load: () => import("../features/overview/Overview.svelte") },
  { path: "/market", title: "Drug market", section: "/market", load: () => import("../features/market/Market.svelte") },
  { path: "/market/balance", title: "Balance of the market", section: "/market", load: () => import("../features/market/Balance.svelte") },
  { path: "/market/solver", title: "Back-solver", section: "/market", load: () => import("../features/market/Solver.svelte") },
  { path: "/places", title: "Places", section: "/places", load: () => import("../features/places/Places.svelte") },
  { path: "/indicators", title: "Indicators", section: "/indicators", load: () => import("../features/indicators/Indicators.svelte") },
  { path: "/indicators/:id", title: "Indicator", section: "/indicators", load: () => import("../features/indicators/Indicator.svelte") },
  { path: "/areas/:code", title: "Area profile", section: "/indicators", load: () => import("../features/indicators/AreaProfile.svelte") },
  { path: "/compare", title: "Compare areas", section: "/indicators", load: () => import("../features/indicators/Compare.svelte") },
  { path: "/charts", title: "Charts of the report", section: "/indicators", load: () => import("../features/charts/Charts.svelte") },
  { path: "/treatment", title: "Treatment journey", section: "/treatment", load: () => import("../features/treatment/Treatment.svelte") },
  { path: "/supply", title: "Supply", section: "/supply", load: () => import("../features/supply/Supply.svelte") },
  { path: "/findings", title: "Findings", section: "/findings", load: () => import("../features/findings/Findings.svelte") },
  { path: "/findings/:id", title: "Finding", section: "/findings", load: () => import("../features/findings/Finding.svelte") },
  { path: "/actions", title: "Recommended actions", section: "/plan", load: () => import("../features/plan/Actions.svelte") },
  { path: "/plan", title: "Delivery plan", section: "/plan", load: () => import("../features/plan/Plan.svelte") },
  { path: "/plan/:id", title: "Action of the plan", section: "/plan", load: () => import("../features/plan/PlanRow.svelte") },
  { path: "/claims", title: "Check a text", section: "/claims", load: () => import("../features/claims/Claims.svelte") },
  { path: "/data", title: "Data quality", section: "/data", load: () => import("../features/data/Data.svelte") },
  { path: "/methods", title: "Methods", section: "/data", load: () => import("../features/data/Methods.svelte") },
  { path: "/explain/:id", title: "Explain a figure", section: "/data", load: () => import("../features/data/Explain.svelte") },
  { path: "/editions", title: "Editions", section: "/editions", load: () => import("../features/editions/Editions.svelte") },
  { path: "/accessibility", title: "Accessibility statement", section: "", load: () => import("../features/help/Accessibility.svelte") },
  { path: "/help", title: "Help", section: "", load: () => import("../features/help/Help.svelte") },
];

/** The menu, in the order of the argument: what there is, where, what follows from it, and how we know. */
export const menu: readonly { path: string; label: string }[] = [
  { path: "/", label: "Overview" },
  { path: "/market", label: "Market" },
  { path: "/places", label: "Places" },
  { path: "/indicators", label: "Indicators" },
  { path: "/treatment", label: "Treatment" },
  { path: "/supply", label: "Supply" },
  { path: "/findings", label: "Findings" },
  { path: "/plan", label: "Actions and plan" },
  { path: "/claims", label: "Claims" },
  { path: "/data", label: "Data and methods" },
  { path: "/editions", label: "Editions" },
];
