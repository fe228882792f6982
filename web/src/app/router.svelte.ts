// Addresses of pages. Each page has one; what a reader chose on it stands in the query, so that every view can be sent to somebody.
import type { Component } from "svelte";

// A page takes the parts of its address or nothing; Svelte's types cannot say so of components that are fetched later.
export type PageView = Component<any>;

/** A page: its address, its place in the menu, and how its code is fetched. */
export interface Route {
  /** `/indicators/:id`: a part that begins with a colon takes any text. */
  path: string;
  title: string;
  /** The menu entry under which the page stands; equal to the path for the entry itself. */
  section: string;
  load: () => Promise<{ default: PageView }>;
}

interface Place {
  path: string;
  query: URLSearchParams;
}

function here(): Place {
  return { path: window.location.pathname, query: new URLSearchParams(window.location.search) };
}

let place = $state.raw<Place>(here());
const edition = $derived(place.query.get("edition") ?? "");
/** Tells a change of page from a change of choices on it: only the former moves focus and scroll. */
let visits = $state(0);

/** Where the reader is. */
export const location = {
  get path() {
    return place.path;
  },
  get query() {
    return place.query;
  },
  get visits() {
    return visits;
  },
};

/** The value of a choice that stands in the address, or `otherwise`. */
export function choice(name: string, otherwise = ""): string {
  return place.query.get(name) ?? otherwise;
}

/** The edition that every page shows, by its id; empty where it is the latest. */
export function editionShown(): string {
  return edition === "latest" ? "" : edition;
}

/** Keeps the edition that is shown in an address of this dashboard; `edition=latest` in it goes back to the latest. */
function withEdition(url: URL): string {
  if (url.searchParams.get("edition") === "latest") url.searchParams.delete("edition");
  else if (editionShown() && !url.searchParams.has("edition")) url.searchParams.set("edition", editionShown());
  return url.pathname + url.search + url.hash;
}

/** Writes choices into the address without leaving the page; an empty value takes the choice out. `keep` makes it a step for the back button. */
export function choose(values: Record<string, string | null | undefined>, keep = true): void {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  const address = window.location.pathname + (text ? `?${text}` : "");
  if (address === window.location.pathname + window.location.search) return;
  window.history[keep ? "pushState" : "replaceState"](null, "", address);
  place = here();
}

/** Goes to another page of the dashboard. */
export function go(address: string): void {
  const before = window.location.pathname;
  window.history.pushState(null, "", withEdition(new URL(address, window.location.href)));
  place = here();
  if (window.location.pathname !== before) {
    visits++;
    window.scrollTo(0, 0);
  }
}

/** An address on this dashboard with choices. */
export function link(path: string, values: Record<string, string | null | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value) query.set(name, value);
  const text = query.toString();
  return path + (text ? `?${text}` : "");
}

/** The route of a path with the parts it took, or null. */
export function match(routes: readonly Route[], path: string): { route: Route; params: Record<string, string> } | null {
  const parts = path.replace(/\/+$/, "").split("/");
  for (const route of routes) {
    const wanted = route.path.replace(/\/+$/, "").split("/");
    if (wanted.length !== parts.length) continue;
    const params: Record<string, string> = {};
    const fits = wanted.every((part, i) => {
      if (!part.startsWith(":")) return part === parts[i];
      try {
        params[part.slice(1)] = decodeURIComponent(parts[i] ?? "");
      } catch {
        return false;
      }
      return parts[i] !== "";
    });
    if (fits) return { route, params };
  }
  return null;
}

/** Addresses that the server answers itself and that are not pages of the dashboard. */
function servedElsewhere(path: string): boolean {
  return /^\/(api|report|files|download)(\/|$)/.test(path);
}

/** A link that is opened elsewhere (another tab, copied) shows the same edition as this page. */
function keepEdition(event: Event): void {
  const anchor = (event.target as Element | null)?.closest?.("a");
  if (!anchor || !editionShown() || anchor.getAttribute("href")?.startsWith("#")) return;
  const url = new URL(anchor.href, window.location.href);
  if (url.origin !== window.location.origin || /^\/(api|files)\//.test(url.pathname) || url.searchParams.has("edition")) return;
  anchor.setAttribute("href", withEdition(url));
}

/** Follows links inside the dashboard and the buttons of the browser. Call once. */
export function start(): void {
  for (const kind of ["pointerdown", "focusin"]) document.addEventListener(kind, keepEdition, { capture: true });
  window.addEventListener("popstate", () => {
    const before = place.path;
    place = here();
    if (place.path !== before) visits++;
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const anchor = (event.target as Element | null)?.closest("a");
    if (!anchor || anchor.target || anchor.hasAttribute("download")) return;
    const url = new URL(anchor.href, window.location.href);
    if (url.origin !== window.location.origin || servedElsewhere(url.pathname)) return;
    if (url.hash && url.pathname === window.location.pathname && url.search === window.location.search) return;
    event.preventDefault();
    go(url.pathname + url.search + url.hash);
  });
}
