// The description of a chart as the report is drawn from: plain data, the same at both ends.

export interface Format {
  decimals?: number;
  prefix?: string;
  suffix?: string;
  compact?: boolean;
}
export interface Axis {
  title?: string;
  format?: Format;
  logarithmic?: boolean;
  categories?: string[];
}
export interface Datum {
  label?: string;
  x?: number;
  value?: number;
  lower?: number;
  upper?: number;
  inner_lower?: number;
  inner_upper?: number;
  reference?: number;
  text?: string;
  trend?: string;
  mark?: string;
  note?: string;
  id?: string;
  status?: string;
  strong?: boolean;
}
export interface DescribedSeries {
  name: string;
  role: string;
  data: Datum[];
}
export interface Description {
  id: string;
  kind: string;
  title: string;
  subtitle?: string;
  message?: string;
  alternative: string;
  source?: string;
  period?: string;
  link?: string;
  x?: Axis;
  y?: Axis;
  series?: DescribedSeries[];
  stages?: string[];
  flows?: { from: string; to: string; stage: number; value?: number }[];
  references?: { label: string; at?: number }[];
  regions?: { code: string; name: string; path: string; level?: number; second_level?: number; x: number; y: number; outline?: boolean }[];
  links?: { from: string; to: string; value?: number }[];
  map?: { width: number; height: number; units_per_km?: number };
  legend?: string[];
  second_legend?: string[];
  table?: { columns: string[]; rows: string[][] };
}

/** The unit that a format writes, as the charts here take it. */
export function unitOf(axis: Axis | undefined): string {
  const prefix = axis?.format?.prefix ?? "";
  const suffix = (axis?.format?.suffix ?? "").trim();
  if (prefix.includes("£")) return `GBP${suffix ? ` ${suffix}` : ""}`;
  return suffix || axis?.title || "";
}

/** The value axis of a chart: of lying charts the x axis, of standing ones the y axis. */
export function valueAxis(chart: Description): Axis | undefined {
  return ["trend", "survival", "scatter", "funnel"].includes(chart.kind) ? chart.y : (chart.x?.format?.suffix || chart.x?.format?.prefix || !chart.y?.title ? chart.x : chart.y);
}

/** The figure of a datum, or null. */
export function figure(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
