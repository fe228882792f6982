// From figures to the classes a map is coloured by.

/** What a place shows. A class from 0 (lightest) up, or why there is none. */
export const withheldClass = -1;
export const missingClass = -2;

/**
 * Limits of at most `count` classes with about equally many places each: class i holds values from limits[i-1] up to below limits[i].
 * Equal values fall into one class, so there may be fewer.
 */
export function quantileLimits(values: readonly number[], count = 5): number[] {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return [];
  const limits: number[] = [];
  for (let i = 1; i < count; i++) {
    const limit = sorted[Math.min(sorted.length - 1, Math.round((i * sorted.length) / count))]!;
    if (limit > sorted[0]! && limit !== limits.at(-1)) limits.push(limit);
  }
  return limits;
}

/** The class of a value between limits. */
export function classOf(value: number, limits: readonly number[]): number {
  let i = 0;
  while (i < limits.length && value >= limits[i]!) i++;
  return i;
}

/** The two-way class of an overlap map: 0 to 8, the first variable to the right, the second upwards. */
export function overlapClass(first: number, second: number, firstLimits: readonly number[], secondLimits: readonly number[]): number {
  return Math.min(2, classOf(second, secondLimits)) * 3 + Math.min(2, classOf(first, firstLimits));
}

export interface Palette {
  sequence: readonly string[];
  overlap: readonly string[];
  categories: readonly string[];
  heat: Readonly<Record<string, string>>;
  missing: string;
  withheld: string;
  ground: string;
  line: string;
  chosen: string;
}

/** Colours apart in lightness too, so that they stay apart in grey and in every kind of colour vision. */
export const light: Palette = {
  sequence: ["#e3eef9", "#a9cde8", "#5ea3d3", "#2270b0", "#0b3a6f"],
  overlap: ["#e8e8e8", "#b6dfe0", "#5ac8c8", "#dfb6d8", "#a5add3", "#5698b9", "#be64ac", "#8c62aa", "#3b3a8c"],
  categories: ["#12436d", "#f46a25", "#28a197", "#a285d1", "#801650", "#3d3d3d"],
  heat: { both: "#7f0000", own: "#d7301f", neighbourhood: "#fdbb84", none: "#eef0f2", cold: "#4575b4" },
  missing: "#f7f7f5",
  withheld: "#c9ced3",
  ground: "#ffffff",
  line: "#5f6b76",
  chosen: "#0b0c0c",
};
export const dark: Palette = {
  sequence: ["#1d3347", "#27557c", "#3c82b8", "#7cb7e8", "#dcefff"],
  overlap: ["#2a3038", "#1f5a5c", "#2fb3b0", "#5b3358", "#565d8c", "#5aa0c8", "#c25fae", "#a580d6", "#e4e6ff"],
  categories: ["#7cb7f0", "#f9a26c", "#4fd0c0", "#c4adee", "#f08bbd", "#c9ced3"],
  heat: { both: "#ffd2c4", own: "#f2684a", neighbourhood: "#8a4a22", none: "#26313b", cold: "#4f86cc" },
  missing: "#19222b",
  withheld: "#58636d",
  ground: "#10161d",
  line: "#8b98a5",
  chosen: "#ffffff",
};
