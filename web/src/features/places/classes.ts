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
