// What the pages of the market share.
import type { MethodRow } from "../../api/types";

export const drugKey = "drug";

/** Measures of the market model in the order of its argument, with unit and plain words. */
export const measures: readonly { id: string; label: string; unit: string }[] = [
  { id: "spend", label: "Spent in a year", unit: "GBP a year" },
  { id: "users", label: "People who use", unit: "people" },
  { id: "quantity", label: "Weight used, as sold", unit: "kg a year" },
  { id: "quantity_pure", label: "Weight used, pure", unit: "kg a year" },
  { id: "spend_per_user", label: "Spent by each person who uses", unit: "GBP a year" },
  { id: "price", label: "Street price", unit: "GBP a gram" },
  { id: "price_per_pure_gram", label: "Price of a pure gram", unit: "GBP" },
  { id: "doses", label: "Doses", unit: "doses a year" },
];

const corrections: Record<string, string> = {
  survey: "Household survey, national",
  age_sex: "Local age and sex",
  coverage: "People surveys miss",
  deprivation: "Local deprivation",
  local_variation: "Local variation",
  over_59: "People over 59",
  treatment: "People known to treatment",
  under_reporting: "Under-reporting",
};

/** A correction of the market model in words. */
export function correction(id: string): string {
  const text = corrections[id] ?? id.replace(/[._]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "powder_cocaine.days.frequent" as "Days, frequent", "crack.price.0.1" as "Price of 0.1 g", "crack.users.E06000055" as "Users, Bedford". */
export function parameterName(id: string, drug = "", areas: readonly { area_code: string; area_name: string }[] = []): string {
  const own = drug !== "" && id.startsWith(`${drug}.`) ? id.slice(drug.length + 1) : id.replace(/^[a-z_]+\.(?=.)/, drug === "" ? "" : "$&");
  const parts = own.split(/(?<!\d)\.|\.(?!\d)/).map((part) => areas.find((area) => area.area_code === part)?.area_name ?? part.replaceAll("_", " "));
  if (parts.length === 2 && parts[0] === "price" && /^[\d.]+$/.test(parts[1]!)) return `Price of ${parts[1]} g`;
  const text = parts.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What is said of a method: its remark and how it is known to lean. */
export function remark(row: MethodRow): string | undefined {
  return [row.bias, row.note].filter(Boolean).join(" ") || undefined;
}
