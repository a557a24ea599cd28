import { usageError } from '../errors/cli-error.ts';

/** Reads a whole number of the command line, exactly as a person writes it. */
export function parseWholeNumber(name: string, word: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(word) ? Number(word) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`"${word}" is no ${name}: it takes a whole number from ${min} to ${max}.`);
}

/** Reads a number that may have decimals. */
export function parseDecimalNumber(name: string, word: string, min: number, max: number): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(word) ? Number(word) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`"${word}" is no ${name}: it takes a number from ${min} to ${max}.`);
}
