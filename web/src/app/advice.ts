// What the server says of an error is written for programs too: here it is said to people who look at a page.
import type { ApiError } from "../api/client";
import { sentence } from "./format";

/** Where people find what the interface lists for programs. */
const lists: Record<string, string> = {
  areas: "Choose an area from the list on the page.",
  indicators: "The page Indicators lists them.",
  estimates: "The page of the indicator lists its figures.",
  editions: "The page Editions lists them.",
  findings: "The page Findings lists them.",
  actions: "The page Actions and plan lists them.",
  market: "Choose a drug from the list on the page.",
};

/** What to do about an error, in words that do not need the interface. */
export function advice(error: Pick<ApiError, "detail" | "nearest">): string {
  const said = error.detail
    .replace(/(?:name a drug of )?GET \/api\/(\w+)[^\s.]*(?: lists (?:them|those of the indicator|the \w+))?\.?/g, (whole, name: string) => lists[name] ?? whole)
    .replace(/^give USE, CRI, DTH, SUP, ENG, REC or CTX$/, "Choose a topic from the list on the page.")
    .trim();
  const text = said && !/[.?!]$/.test(said) ? `${said}.` : said;
  const nearest = error.nearest && !text.includes(error.nearest) ? ` The nearest name is “${error.nearest}”.` : "";
  return sentence(text) + nearest;
}
