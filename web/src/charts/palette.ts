// Colours of maps, on paper-white and in the dark.

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
