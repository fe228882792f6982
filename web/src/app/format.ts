// How figures are written: as the report writes them, so that the two never disagree.

/** What is written where there is no figure. */
export const noFigure = "no figure";

// Making a format costs more than a hundred uses of it.
const formats = new Map<number, Intl.NumberFormat>();
function decimals(least: number, most: number): Intl.NumberFormat {
  const key = least * 10 + most;
  let format = formats.get(key);
  if (!format) formats.set(key, (format = new Intl.NumberFormat("en-GB", { minimumFractionDigits: least, maximumFractionDigits: most })));
  return format;
}
const whole = decimals(0, 0);

/**
 * A figure with as many decimals as a reader can use: none from 100 up, one from 10, two below, three significant digits below 1.
 * Missing values are written as {@link noFigure}, never as 0.
 */
export function number(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noFigure;
  const size = Math.abs(value);
  if (size >= 100 || Number.isInteger(value)) return whole.format(value).replace("-", "−");
  const most = size >= 10 ? 1 : size >= 1 ? 2 : size === 0 ? 0 : Math.min(6, 2 - Math.floor(Math.log10(size)));
  return decimals(size >= 1 ? Math.min(most, 1) : 0, most).format(value).replace("-", "−");
}

/** A short form for axes and cards: 1,234 stays, 107,605,211 becomes 107.6 million. */
export function short(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noFigure;
  const size = Math.abs(value);
  for (const [limit, word] of [[1e9, "billion"], [1e6, "million"]] as const) {
    if (size >= limit) return `${decimal(value / limit)} ${word}`;
  }
  return number(value);
}

function decimal(value: number): string {
  return decimals(0, Math.abs(value) >= 100 ? 0 : 1).format(value).replace("-", "−");
}

/** Text of the program for people: "GBP 40.0m" is £40 million, "GBP a year" pounds a year. */
export function inWords(text: string): string {
  const scale: Record<string, string> = { m: " million", bn: " billion" };
  return text.replace(/\bGBP ([\d,.]*\d)(m|bn)?\b/g, (_, figure: string, size: string | undefined) => `£${size ? figure.replace(/\.0$/, "") : figure}${size ? scale[size] : ""}`).replace(/\bGBP\b/g, "pounds");
}

const money = /^(gbp|£)/i;

/** The figure with its unit, as words: 12.3%, £107.6 million, 4.2 per 1,000 residents. */
export function withUnit(value: number | null | undefined, unit: string | null | undefined, long = true): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noFigure;
  const name = unit ?? "";
  if (name === "%" || name.startsWith("% ")) return `${number(value)}%${long && name.length > 1 ? name.slice(1) : ""}`;
  if (money.test(name)) {
    const rest = name.replace(money, "").trim();
    const sign = value < 0 ? "−" : "";
    return `${sign}£${short(Math.abs(value))}${long && rest ? ` ${rest}` : ""}`;
  }
  return long && name ? `${short(value)} ${name}` : short(value);
}

/** "95% interval 10.2 to 14.5", or nothing where there is none. */
export function interval(lower: number | null | undefined, upper: number | null | undefined, unit?: string | null): string {
  if (lower === null || lower === undefined || upper === null || upper === undefined) return "";
  const from = unit !== undefined ? withUnit(lower, unit, false) : number(lower);
  const to = unit !== undefined ? withUnit(upper, unit, false) : number(upper);
  return `95% interval ${from} to ${to}`;
}

/** The ticks of an axis: round numbers that cover the range, at most `count` or so. */
export function ticks(low: number, high: number, count = 5): number[] {
  if (!(high > low) || !Number.isFinite(high - low)) return [low];
  const raw = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= raw * 0.999) ?? 10 * power;
  const found: number[] = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) found.push(Number((i * step).toPrecision(12)));
  return found;
}

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** 2026-03-14 or a full timestamp as "14 March 2026"; other text as it is. */
export function date(text: string | null | undefined): string {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?/.exec(text ?? "");
  if (!match) return text ?? "";
  const month = months[Number(match[2]) - 1] ?? "";
  return match[3] ? `${Number(match[3])} ${month} ${match[1]}` : `${month} ${match[1]}`;
}

/** The first letter in upper case, the rest as it is; names that are written in capitals get theirs. */
export function sentence(text: string): string {
  if (/^(mdma|lsd|ghb|gp)$/i.test(text)) return text.toUpperCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 1 finding, 2 findings. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`;
}
