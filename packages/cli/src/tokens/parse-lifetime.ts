import { usageError } from '../errors/cli-error.ts';

const UNIT_SECONDS: Readonly<Record<string, number>> = {
  h: 3_600,
  d: 86_400,
  w: 7 * 86_400,
  y: 365 * 86_400,
};
const MAX_LIFETIME_S = 10 * 365 * 86_400;

/** Parses "180d", "12h", "6w" or "1y" into seconds. @param option for the example in the message */
export function parseLifetime(word: string, option: string = '--expires 180d'): number {
  const [, count, unit] = /^(\d{1,5})([hdwy])$/.exec(word) ?? [];
  const seconds = Number(count) * (UNIT_SECONDS[unit ?? ''] ?? Number.NaN);
  if (seconds > 0 && seconds <= MAX_LIFETIME_S) return seconds;
  throw usageError(
    `${JSON.stringify(word)} is not a valid lifetime: use a number and a unit (h, d, w or y), at most 10y.`,
    `For example:  ${option}`,
  );
}

/** When a token expires: after its lifetime, or at a time in seconds since 1970. */
export type TokenExpiry = { readonly lifetimeS: number } | { readonly expiresAtS: number };

/** Parses a lifetime, or the last day on which a token works. */
export function parseExpiry(word: string, nowS: number): TokenExpiry {
  if (!isDay(word)) return { lifetimeS: parseLifetime(word) };
  return { expiresAtS: parseEndOfDayS(word, '--expires', nowS) - 1 };
}

/** How long a replaced token or key stays valid: one of these, or neither for the default. */
export interface OverlapOptions {
  /** A lifetime, or "0". */
  readonly overlap?: string | undefined;
  /** YYYY-MM-DD: to the end of that day, local time. */
  readonly until?: string | undefined;
}

/** When an overlap ends, in seconds since 1970. */
export function parseOverlapEndS(
  { overlap, until }: OverlapOptions,
  defaultOverlap: string,
  nowS: number,
): number {
  if (until === undefined) return nowS + parseOverlap(overlap ?? defaultOverlap);
  if (overlap !== undefined) throw usageError('Use only one of --overlap and --until.');
  return parseEndOfDayS(until, '--until', nowS);
}

function parseOverlap(word: string): number {
  if (isDay(word)) throw usageError(`${word} is a day, not a lifetime.`, `For a last day:  --until ${word}`);
  return word === '0' ? 0 : parseLifetime(word, '--overlap 14d');
}

function isDay(word: string): boolean {
  return /^\d+-\d+-\d+$/.test(word);
}

/** Midnight at its end, local time. */
function parseEndOfDayS(text: string, option: string, nowS: number): number {
  const [, year, month, day] = (/^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? []).map(Number);
  const start = new Date(year ?? Number.NaN, (month ?? 0) - 1, day);
  if (start.getMonth() + 1 !== month || start.getDate() !== day)
    throw usageError(
      `${JSON.stringify(text)} is not a valid day: use YYYY-MM-DD.`,
      `For example:  ${option} 2026-12-24`,
    );
  const endS = new Date(start.getFullYear(), start.getMonth(), start.getDate() + 1).getTime() / 1000;
  if (endS > nowS && endS <= nowS + MAX_LIFETIME_S) return endS;
  throw usageError(`${text} is not a day from today to ten years ahead.`);
}
