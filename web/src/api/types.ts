// Names for what the contract describes, and the shapes of market rows that the contract leaves open.
import type { components, paths } from "./schema";

type Schemas = components["schemas"];
export type Area = Schemas["Area"];
export type Estimate = Schemas["Estimate"];
export type Comparison = Schemas["Comparison"];
export type Indicator = Schemas["Indicator"];
export type IndicatorDetail = Schemas["IndicatorDetail"];
export type Edition = Schemas["Edition"];
export type EditionSummary = Schemas["EditionSummary"];
export type Overview = Schemas["Overview"];
export type Summary = Schemas["Summary"];
export type Market = Schemas["Market"];
export type Solution = Schemas["Solution"];
export type Layer = Schemas["Layer"];
export type Claim = Schemas["Claim"];
export type Quality = Schemas["Quality"];
export type Difference = Schemas["Difference"];
export type RugCell = Schemas["RugCell"];

type Answer<Path extends keyof paths> = paths[Path] extends { get: { responses: { 200: { content: { "application/json": infer Body } } } } } ? Body : never;
export type Rug = Answer<"/api/rug">;
export type TrendAnswer = Answer<"/api/trend">;
export type Sensitivity = Answer<"/api/market/sensitivity">;
export type Neighbours = Answer<"/api/neighbours">;
export type AreaProfile = Schemas["AreaProfile"];
export type Diff = Answer<"/api/diff">;
export type Explanation = Answer<"/api/explain/{id}">;
export type Downloads = Answer<"/api/report">;
export interface List<Item> {
  total: number;
  items: Item[];
  next?: string | null;
}

export interface Citation {
  text: string;
  url?: string;
  says?: string;
  strength?: string;
}
export type Finding = Schemas["Finding"] & { direction?: string };
export type Action = Omit<Schemas["Action"], "evidence" | "measure"> & {
  evidence?: Citation[];
  measure?: { indicator?: string | null; name?: string | null; estimate_id?: string | null; value?: number | null; unit?: string | null; period?: string | null } | null;
};
export interface Contradiction {
  id: string;
  kind: string;
  title: string;
  area_code: string;
  area_name: string;
  domain: string;
  reason: string;
  estimate_ids?: string[];
  finding_ids?: string[];
}

export type PlanItem = Schemas["PlanAction"];
export interface PlanProgress {
  id: string;
  latest?: number | null;
  latest_lower?: number | null;
  latest_upper?: number | null;
  latest_period?: string;
  expected?: number | null;
  change?: string;
  change_reason?: string;
  rating?: string;
  rating_reason?: string;
  overdue?: string;
}
export interface PlanChange {
  number?: number;
  at: string;
  by: string;
  verb: string;
  version?: number;
  field?: string;
  before?: string;
  after?: string;
}

export interface MethodRow extends Summary {
  drug: string;
  area: string;
  period: string;
  method: string;
  name: string;
  measure: string;
  unit?: string;
  note?: string;
  bias?: string;
  caveats?: string[];
}
export interface BalanceRow {
  drug: string;
  area: string;
  unit: string;
  production: Summary;
  consumption: Summary;
  seizures: Summary;
  net_import: Summary;
  probability_of_export?: number;
  seizures_by_month?: number[];
}
export interface SupplyRow extends Summary {
  topic: string;
  drug: string;
  area: string;
  name: string;
  unit: string;
  basis?: string;
  note?: string;
}
export interface ParameterRow {
  drug: string;
  id: string;
  unit: string;
  best?: number | null;
  median: number;
  lower_95: number;
  upper_95: number;
  distribution: string;
  period?: string;
  place?: string;
  citation: string;
  default: boolean;
  note?: string;
  origin?: string;
}
