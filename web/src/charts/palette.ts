// Colours of maps, on paper-white and in the dark.

export interface Palette {
  sequence: readonly string[];
  overlap: readonly string[];
  categories: readonly string[];
  heat: Readonly<Record<string, string>>;
  /** A cell of a heat map that has the most, and one that has nothing. */
  cell: string;
  empty: string;
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
  cell: "#12436d",
  empty: "#f3f3f3",
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
  cell: "#7cb7f0",
  empty: "#1d2730",
  missing: "#19222b",
  withheld: "#58636d",
  ground: "#10161d",
  line: "#8b98a5",
  chosen: "#ffffff",
};

const parts = (colour: string) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/** As much of the first colour as `share` says, the rest of the second; both as #rrggbb. */
export function mixed(colour: string, ground: string, share: number): string {
  const [top, below] = [parts(colour), parts(ground)];
  return `#${top.map((part, i) => Math.round(part * share + below[i]! * (1 - share)).toString(16).padStart(2, "0")).join("")}`;
}

/** How far two colours stand apart in light (WCAG 2.2, contrast ratio), from 1 to 21. */
export function contrast(one: string, other: string): number {
  const light = (colour: string) => parts(colour).map((part) => part / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i]!, 0);
  const [a, b] = [light(one), light(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Black or white, whichever stands out more on a colour: 4.5 to 1 at least on every one. */
export function inkOn(colour: string): string {
  return contrast(colour, "#000000") >= contrast(colour, "#ffffff") ? "#000000" : "#ffffff";
}
