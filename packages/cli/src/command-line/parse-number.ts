import { usageError } from '../errors/cli-error.ts';

/** Parses a whole number: digits only. */
export function parseWholeNumber(name: string, word: string, min: number, max: number): number {
  const value = /^\d{1,9}$/.test(word) ? Number(word) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`"${word}" is not a valid ${name}: use a whole number from ${min} to ${max}.`);
}

/** Parses a number with or without decimals. */
export function parseDecimalNumber(name: string, word: string, min: number, max: number): number {
  const value = /^\d{1,9}(\.\d{1,9})?$/.test(word) ? Number(word) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw usageError(`"${word}" is not a valid ${name}: use a number from ${min} to ${max}.`);
}
