// What a map shows: the layers of the edition and every indicator that is known for small places.
import { get } from "../../api/client";
import type { Indicator, Layer } from "../../api/types";

/** Places of one kind and their outlines. */
export interface Ground {
  areaType: string;
  /** Path of the outlines. */
  outlines: string;
  bounds: readonly number[];
  codes: readonly string[];
  names: readonly string[];
}

/** One figure a place, in the order of the ground; null where there is none. */
export interface Figures {
  title: string;
  unit: string;
  period: string;
  values: (number | null)[];
  lower: (number | null)[];
  upper: (number | null)[];
  /** Why there is no figure: "suppressed" and the like. */
  withheld: (string | null)[];
  /** Where a place shows a word in place of a figure. */
  words: (string | null)[] | null;
  ids: (string | null)[];
}

interface Columns {
  columns: Record<string, (string | number | boolean | null)[]>;
}

/** What the layer says of the kind of its areas. */
export function areaTypeOf(layer: Layer): string {
  return ((layer as unknown as Record<string, unknown>).area_type as string | undefined) ?? "small area";
}

const fetched = new Map<string, Promise<Columns["columns"]>>();

/** The columns of a layer; fetched once, because ground and figures both want them. */
export function columnsOf(layer: Layer): Promise<Columns["columns"]> {
  const known = fetched.get(layer.values);
  if (known) return known;
  const answer = get<Columns>(layer.values).then((body) => body.columns);
  fetched.set(layer.values, answer);
  answer.catch(() => fetched.delete(layer.values));
  return answer;
}

/** The ground of a layer; its values come in the order of its outlines. */
export async function groundOf(layer: Layer): Promise<Ground> {
  const columns = await columnsOf(layer);
  const codes = (columns.area_code ?? columns.id ?? []).map(String);
  return { areaType: areaTypeOf(layer), outlines: layer.geometry ?? "", bounds: layer.bbox ?? [-6, 50, 2, 56], codes, names: (columns.area_name ?? columns.name ?? codes).map(String) };
}

/** Columns of a layer that a map can be coloured by: numbers, and words with few different ones. */
export function paintable(columns: Columns["columns"]): { name: string; words: boolean }[] {
  return Object.entries(columns)
    .filter(([name]) => !/(^|_)(code|name|id)$|^(authority|suppressed|withheld|note|lower|upper|period)/.test(name))
    .flatMap(([name, values]): { name: string; words: boolean }[] => {
      const known = values.filter((value) => value !== null);
      if (known.length === 0) return [];
      if (known.every((value) => typeof value === "number")) return [{ name, words: false }];
      const different = new Set(known.map(String));
      return different.size <= 8 ? [{ name, words: true }] : [];
    });
}

/** A column of a layer as figures. */
export function layerFigures(layer: Layer, columns: Columns["columns"], column: string, ground: Ground): Figures {
  const values = columns[column] ?? [];
  const words = values.some((value) => typeof value === "string" || typeof value === "boolean");
  const of = (name: string) => (columns[name] ?? []).map((value) => (typeof value === "number" ? value : null));
  const about = layer as unknown as Record<string, unknown>;
  const blank = ground.codes.map(() => null);
  return {
    title: layer.title + (column === "value" || column === "heat" ? "" : `: ${column.replaceAll("_", " ")}`),
    unit: column === "value" ? String(about.unit ?? "") : "",
    period: layer.period ?? "",
    values: words ? blank : values.map((value) => (typeof value === "number" ? value : null)),
    lower: column === "value" && columns.lower ? of("lower") : blank,
    upper: column === "value" && columns.upper ? of("upper") : blank,
    withheld: (columns.suppressed ?? columns.withheld ?? blank).map((value) => (value === null || value === false ? null : String(value))),
    words: words ? values.map((value) => (value === null ? null : String(value))) : null,
    ids: (columns.estimate_id ?? blank).map((value) => (value === null ? null : String(value))),
  };
}

/** An indicator's totals of one period for the places of the ground. */
export async function indicatorFigures(indicator: Indicator, period: string, ground: Ground, signal: AbortSignal): Promise<Figures> {
  const { columns } = await get<Columns>(`/api/indicators/${encodeURIComponent(indicator.indicator_id)}/values`, { area_type: ground.areaType, period, breakdown: "none", form: "columns", fields: "estimate_id,area_code,value,lower_95,upper_95,suppressed" }, signal);
  const place = new Map(ground.codes.map((code, i) => [code, i]));
  const blank = <T>(): (T | null)[] => ground.codes.map(() => null);
  const figures: Figures = { title: indicator.indicator_name, unit: indicator.unit, period, values: blank(), lower: blank(), upper: blank(), withheld: blank(), words: null, ids: blank() };
  (columns.area_code ?? []).forEach((code, row) => {
    const i = place.get(String(code));
    if (i === undefined) return;
    figures.values[i] = columns.value?.[row] as number | null;
    figures.lower[i] = columns.lower_95?.[row] as number | null;
    figures.upper[i] = columns.upper_95?.[row] as number | null;
    figures.withheld[i] = columns.suppressed?.[row] as string | null;
    figures.ids[i] = columns.estimate_id?.[row] as string | null;
  });
  return figures;
}
