// The arithmetic of charts: from figures to places on the screen. No DOM here, so that it can be tested alone.
import { ticks } from "../app/format";

/** A straight scale from a range of figures to a range of pixels. A range without width maps to the middle. */
export interface Scale {
  (value: number): number;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

export function linear(low: number, high: number, from: number, to: number, count = 5): Scale {
  const span = high - low;
  const scale = (value: number) => (span === 0 ? (from + to) / 2 : from + ((value - low) / span) * (to - from));
  return Object.assign(scale, { low, high, ticks: ticks(low, high, count) });
}

/** A logarithmic scale; figures at or below zero are put at the low end. Ticks are 1, 2 and 5 times powers of ten. */
export function logarithmic(low: number, high: number, from: number, to: number): Scale {
  const a = Math.log10(Math.max(low, Number.MIN_VALUE));
  const b = Math.log10(Math.max(high, Number.MIN_VALUE));
  const scale = (value: number) => (b === a ? (from + to) / 2 : from + ((Math.log10(Math.max(value, low)) - a) / (b - a)) * (to - from));
  const found: number[] = [];
  for (let power = Math.floor(a); power <= b; power++) {
    for (const factor of b - a > 3 ? [1] : b - a > 1.2 ? [1, 3] : [1, 2, 5]) {
      const tick = factor * 10 ** power;
      if (tick >= low * 0.999 && tick <= high * 1.001) found.push(tick);
    }
  }
  return Object.assign(scale, { low, high, ticks: found });
}

/** The range that covers all figures (missing ones left out), widened to round ticks; with `zero` it begins at 0. */
export function extent(values: readonly (number | null | undefined)[], zero = false, count = 5): [number, number] {
  const known = values.filter((value): value is number => typeof value === "number" && Number.isFinite(value));
  if (known.length === 0) return [0, 1];
  let low = Math.min(...known);
  let high = Math.max(...known);
  if (zero) {
    low = Math.min(0, low);
    high = Math.max(0, high);
  }
  if (low === high) {
    const room = Math.abs(low) * 0.1 || 1;
    low = zero && low === 0 ? 0 : low - room;
    high += room;
  }
  const marks = ticks(low, high, count);
  const step = marks.length > 1 ? marks[1]! - marks[0]! : high - low;
  const clean = (value: number) => Number(value.toPrecision(12));
  return [clean(Math.floor(low / step + 1e-9) * step), clean(Math.ceil(high / step - 1e-9) * step)];
}

/** Every tick, every second, every third ... one: the most whose labels, as wide as `wide` says, do not meet. A tick at 0 stays. */
export function spaced(ticks: readonly number[], place: (tick: number) => number, wide: (tick: number) => number, gap = 10): number[] {
  const first = Math.max(0, ticks.indexOf(0));
  for (let step = 1; step < ticks.length; step++) {
    const kept = ticks.filter((_, i) => (i - first) % step === 0);
    if (kept.every((tick, i) => i === 0 || Math.abs(place(tick) - place(kept[i - 1]!)) >= (wide(tick) + wide(kept[i - 1]!)) / 2 + gap)) return kept;
  }
  return ticks.slice(first, first + 1);
}

/** Moves labels apart so that neighbours are at least `gap` from each other, between `top` and `bottom`. Keeps their order. */
export function dodge(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed = [...wanted];
  let before = top - gap;
  for (const i of order) {
    placed[i] = Math.max(wanted[i]!, before + gap);
    before = placed[i]!;
  }
  let limit = bottom + gap;
  for (const i of [...order].reverse()) {
    placed[i] = Math.min(placed[i]!, limit - gap);
    limit = placed[i]!;
  }
  return placed;
}

/** An open path through points; a missing point breaks the line. */
export function linePath(points: readonly ({ x: number; y: number } | null)[]): string {
  let path = "";
  let pen = false;
  for (const point of points) {
    if (!point) {
      pen = false;
      continue;
    }
    path += `${pen ? "L" : "M"}${round(point.x)},${round(point.y)}`;
    pen = true;
  }
  return path;
}

/** A closed band between two edges; a missing point ends one piece and begins the next. */
export function bandPath(points: readonly ({ x: number; low: number; high: number } | null)[]): string {
  let path = "";
  let piece: { x: number; low: number; high: number }[] = [];
  const close = () => {
    if (piece.length > 1) {
      path += piece.map((p, i) => `${i ? "L" : "M"}${round(p.x)},${round(p.high)}`).join("");
      path += [...piece].reverse().map((p) => `L${round(p.x)},${round(p.low)}`).join("") + "Z";
    }
    piece = [];
  };
  for (const point of points) {
    if (point) piece.push(point);
    else close();
  }
  close();
  return path;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const narrowLetters = new Set("iljftI.,:;'|! ");
const wideLetters = new Set("mwMW%");
const widthOf = (letter: string) => (narrowLetters.has(letter) ? 0.3 : wideLetters.has(letter) ? 0.86 : letter >= "A" && letter <= "Z" ? 0.68 : 0.55);

/** About how wide a text is at a size of type, in pixels: enough to keep labels from running into each other. */
export function textWidth(text: string, size = 14): number {
  let width = 0;
  for (const letter of text) width += widthOf(letter);
  return width * size;
}

/** Breaks a text into lines of at most `width` pixels; a word longer than that stands alone. At most `most` lines, the last ends with an ellipsis. */
export function wrap(text: string, width: number, size = 14, most = 2): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  kept[most - 1] = `${kept[most - 1]!.replace(/[ ,;:.]+$/, "")}…`;
  return kept;
}

export interface FlowNode {
  id: string;
  label: string;
}
export interface FlowLink {
  from: string;
  to: string;
  value: number;
}
export interface PlacedNode extends FlowNode {
  column: number;
  value: number;
  x: number;
  y: number;
  height: number;
}
export interface PlacedLink extends FlowLink {
  /** The band: its upper edge there, its lower edge back. */
  path: string;
  width: number;
  middle: { x: number; y: number };
}

/**
 * Lays a flow diagram out in columns: a node stands one column after the last node that flows into it, its height is the larger of what comes in and goes out.
 * Links that would close a circle, and links of nothing, are left out.
 */
export function flow(nodes: readonly FlowNode[], links: readonly FlowLink[], width: number, height: number, nodeWidth = 14, gap = 22): { nodes: PlacedNode[]; links: PlacedLink[] } {
  const known = new Set(nodes.map((node) => node.id));
  const used = acyclic(links.filter((link) => link.value > 0 && known.has(link.from) && known.has(link.to) && link.from !== link.to));
  const column = columnsOf(nodes, used);
  const present = nodes.filter((node) => used.some((link) => link.from === node.id || link.to === node.id));
  const last = Math.max(0, ...present.map((node) => column.get(node.id) ?? 0));
  const flowOf = (id: string) => {
    const into = used.filter((link) => link.to === id).reduce((sum, link) => sum + link.value, 0);
    const out = used.filter((link) => link.from === id).reduce((sum, link) => sum + link.value, 0);
    return Math.max(into, out);
  };
  const columns = Array.from({ length: last + 1 }, (_, c) => present.filter((node) => column.get(node.id) === c));
  const scale = Math.min(...columns.map((members) => (height - gap * Math.max(0, members.length - 1)) / (members.reduce((sum, node) => sum + flowOf(node.id), 0) || 1)));
  const placed = new Map<string, PlacedNode>();
  columns.forEach((members, c) => {
    const tall = members.reduce((sum, node) => sum + flowOf(node.id) * scale, 0) + gap * (members.length - 1);
    let y = (height - tall) / 2;
    for (const node of members) {
      const value = flowOf(node.id);
      placed.set(node.id, { ...node, column: c, value, x: last === 0 ? 0 : (c * (width - nodeWidth)) / last, y, height: Math.max(1, value * scale) });
      y += value * scale + gap;
    }
  });
  return { nodes: [...placed.values()], links: placeLinks(used, placed, scale, nodeWidth) };
}

function acyclic(links: readonly FlowLink[]): FlowLink[] {
  const kept: FlowLink[] = [];
  const reaches = (from: string, to: string): boolean => from === to || kept.some((link) => link.from === from && reaches(link.to, to));
  for (const link of links) if (!reaches(link.to, link.from)) kept.push(link);
  return kept;
}

function columnsOf(nodes: readonly FlowNode[], links: readonly FlowLink[]): Map<string, number> {
  const column = new Map(nodes.map((node) => [node.id, 0]));
  for (let turn = 0; turn < nodes.length; turn++) {
    for (const link of links) column.set(link.to, Math.max(column.get(link.to) ?? 0, (column.get(link.from) ?? 0) + 1));
  }
  return column;
}

/** One edge of a band, from a point along a bend to another. */
function edge(x1: number, y1: number, bend: number, x2: number, y2: number, begin: "M" | "L"): string {
  return `${begin}${round(x1)},${round(y1)}C${round(bend)},${round(y1)} ${round(bend)},${round(y2)} ${round(x2)},${round(y2)}`;
}

function placeLinks(links: readonly FlowLink[], placed: ReadonlyMap<string, PlacedNode>, scale: number, nodeWidth: number): PlacedLink[] {
  const out = new Map<string, number>();
  const into = new Map<string, number>();
  const order = [...links].sort((a, b) => placed.get(a.to)!.y - placed.get(b.to)!.y);
  const starts = new Map<FlowLink, number>();
  for (const link of order) {
    starts.set(link, out.get(link.from) ?? 0);
    out.set(link.from, (out.get(link.from) ?? 0) + link.value * scale);
  }
  const arrivals = [...links].sort((a, b) => placed.get(a.from)!.y - placed.get(b.from)!.y);
  return arrivals.map((link) => {
    const from = placed.get(link.from)!;
    const to = placed.get(link.to)!;
    const width = Math.max(1, link.value * scale);
    const y1 = from.y + starts.get(link)! + width / 2;
    const y2 = to.y + (into.get(link.to) ?? 0) + width / 2;
    into.set(link.to, (into.get(link.to) ?? 0) + link.value * scale);
    const x1 = from.x + nodeWidth;
    const bend = (x1 + to.x) / 2;
    return { ...link, width, path: `${edge(x1, y1 - width / 2, bend, to.x, y2 - width / 2, "M")}${edge(to.x, y2 + width / 2, bend, x1, y1 + width / 2, "L")}Z`, middle: { x: bend, y: (y1 + y2) / 2 } };
  });
}
