// The words of the field, in one place.

export interface Mark {
  word: string;
  sign: string;
  tone: "better" | "similar" | "worse" | "higher" | "lower" | "none";
  /** How the comparator is joined on: "better than", "similar to". */
  join: string;
}

const marks: Record<string, Mark> = {
  better: { word: "better", sign: "▲", tone: "better", join: "than" },
  similar: { word: "similar", sign: "●", tone: "similar", join: "to" },
  worse: { word: "worse", sign: "▼", tone: "worse", join: "than" },
  higher: { word: "higher", sign: "△", tone: "higher", join: "than" },
  lower: { word: "lower", sign: "▽", tone: "lower", join: "than" },
};

/** The mark of a significance; what is not compared has none. */
export function judgement(significance: string | null | undefined): Mark {
  return marks[significance ?? ""] ?? { word: "not compared", sign: "–", tone: "none", join: "" };
}

/** The five judgements in the order of a key. */
export const judgements: readonly Mark[] = Object.values(marks);

/** An arrow for a trend; the words stand beside it. */
export function trendSign(trend: string | null | undefined): string {
  if (!trend) return "";
  if (trend.startsWith("increasing")) return "↗";
  if (trend.startsWith("decreasing")) return "↘";
  return trend.startsWith("no significant") ? "→" : "";
}

/** Why there is no figure, for people. */
export function whyMissing(suppressed: string | null | undefined): string {
  if (suppressed === "suppressed") return "withheld: small count";
  if (suppressed === "not applicable") return "does not apply";
  return "no figure";
}

/** powder_cocaine as "Powder cocaine". */
export function nameOf(id: string): string {
  const text = id.replace(/[._]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
