import { type BigIntStats, closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { Parsed } from '@garland/protocol';

/** A file that is read as a whole, and what its text means. */
export interface FileSource<T> {
  readonly path: string;
  readonly maxBytes: number;
  /** The fault goes on after the name of the file. */
  parse(text: string): Parsed<T, string>;
}

/** What a file held, or why it can't be used; and of which version that is, if there is one. */
export interface FileSnapshot<T> {
  readonly result: Parsed<T, string>;
  readonly stats?: BigIntStats;
}

/** Whether these are of one version of a file: any way of changing it changes one of them. */
export function isSameVersion(a: BigIntStats, b: BigIntStats): boolean {
  return (
    a.ctimeNs === b.ctimeNs &&
    a.mtimeNs === b.mtimeNs &&
    a.size === b.size &&
    a.ino === b.ino &&
    a.dev === b.dev
  );
}

/** Never throws. */
export function readSnapshot<T>({ path, maxBytes, parse }: FileSource<T>): FileSnapshot<T> {
  try {
    if (!statSync(path).isFile()) return { result: invalid('is not a file') };
    const { text, stats } = readVersion(path, maxBytes);
    if (stats.size > maxBytes) return { result: invalid(`is larger than ${maxBytes} bytes`), stats };
    return { result: parse(text), stats };
  } catch (error) {
    return { result: invalid(`can't be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`) };
  }
}

/** The text together with the version that it is of, though the file may be replaced meanwhile. */
function readVersion(path: string, maxBytes: number): { readonly text: string; readonly stats: BigIntStats } {
  const descriptor = openSync(path, 'r');
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    const buffer = Buffer.alloc(Math.min(Number(stats.size), maxBytes));
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return { text: buffer.toString('utf8', 0, length), stats };
  } finally {
    closeSync(descriptor);
  }
}

function invalid(sentence: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: sentence };
}
