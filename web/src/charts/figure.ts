// What every chart has beside its picture.

/** The figures of a chart as a table: the equivalent for everybody who does not see the picture, and what is downloaded. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly (string | number | null)[])[];
}

/** What stands under a chart. */
export interface Origin {
  source?: string | undefined;
  /** Where the figures are explained. */
  explain?: string | undefined;
  note?: string | undefined;
}

export interface Tip {
  text: string;
  x: number;
  y: number;
}

/** What the mark tells that an event happened on, or null beside all marks. */
export function tipOf(target: EventTarget | null): Tip | null {
  const mark = (target as Element | null)?.closest<SVGGElement>(".mark");
  return mark ? { text: mark.dataset.tip ?? "", x: Number(mark.dataset.x), y: Number(mark.dataset.y) } : null;
}

/** A table as csv (RFC 4180). Texts that a spreadsheet would take for a formula are made harmless. */
export function csv(table: Table): string {
  const cell = (value: string | number | null) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const safe = /^[=+@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [table.columns, ...table.rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Hands a text to the reader as a file. */
export function save(name: string, text: string, type = "text/csv;charset=utf-8"): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** A file name out of a title. */
export function fileName(title: string, ending: string): string {
  return `${title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 80) || "figures"}.${ending}`;
}
