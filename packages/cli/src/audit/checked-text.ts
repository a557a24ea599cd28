import { isIP } from 'node:net';
import type { JournalEntry } from './read-journal.ts';

export type RecordFields = JournalEntry['fields'];

/**
 * A compromised gateway can write any text, even one that looks like whole columns: one of another form is quoted. What root
 * writes is checked in the same way, because file names can be anything.
 */
export function checkedText(value: unknown, isValid: (text: string) => boolean): string {
  const text = toText(value);
  return text === '' || isValid(text) ? text : JSON.stringify(text);
}

export function isAddress(text: string): boolean {
  return isIP(text) > 0;
}

export function isWord(text: string): boolean {
  return /^[\w-]{1,64}$/.test(text);
}

/** A field, or none if its text is empty. */
export function optionalTextField<Name extends string>(
  name: Name,
  value: unknown,
): { readonly [N in Name]?: string } {
  return (toText(value) === '' ? {} : { [name]: toText(value) }) as { readonly [N in Name]?: string };
}

/** Words and lists of words only: a record of an attacker could be nested very deeply. */
export function toText(value: unknown): string {
  return Array.isArray(value) ? value.map(toWord).join(' ') : toWord(value);
}

function toWord(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
