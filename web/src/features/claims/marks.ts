// A text cut into plain pieces and marked claims. Offsets of the server count characters (code points), JavaScript counts UTF-16 units.
import type { Claim } from "../../api/types";

export type Verdict = Claim["verdict"];

export const tones: Record<Verdict, { css: string; sign: string }> = {
  supported: { css: "supported", sign: "✓" },
  "supported with caveat": { css: "caveat", sign: "✓?" },
  contradicted: { css: "contradicted", sign: "✗" },
  "internally inconsistent": { css: "inconsistent", sign: "≠" },
  "cannot be checked": { css: "unchecked", sign: "?" },
};

export interface Piece {
  text: string;
  /** Index of the claim, or null for plain text. */
  claim: number | null;
}

/** Cuts the text at the claims. Claims that overlap an earlier one or lie outside the text are not marked (they still stand in the list). */
export function pieces(text: string, claims: readonly Pick<Claim, "start" | "end">[]): Piece[] {
  const letters = [...text];
  const order = claims.map((claim, i) => ({ ...claim, i })).sort((a, b) => a.start - b.start);
  const out: Piece[] = [];
  let at = 0;
  for (const claim of order) {
    if (claim.start < at || claim.end <= claim.start || claim.end > letters.length) continue;
    if (claim.start > at) out.push({ text: letters.slice(at, claim.start).join(""), claim: null });
    out.push({ text: letters.slice(claim.start, claim.end).join(""), claim: claim.i });
    at = claim.end;
  }
  if (at < letters.length) out.push({ text: letters.slice(at).join(""), claim: null });
  return out;
}
