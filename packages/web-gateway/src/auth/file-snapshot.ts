import { closeSync, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import type { Parsed } from '@garland/protocol';

/** A file with its parser. */
export interface FileSource<T> {
  readonly path: string;
  readonly maxBytes: number;
  /** The fault continues a sentence that begins with the file name. */
  parse(text: string): Parsed<T, string>;
}

/** The parsed content of a file, or its fault, with the version of the file. */
export interface FileSnapshot<T> {
  readonly result: Parsed<T, string>;
  readonly stats?: Stats;
}

/** Any change to a file changes one of these fields. */
export function isSameVersion(a: Stats, b: Stats): boolean {
  return (
    a.ctimeMs === b.ctimeMs &&
    a.mtimeMs === b.mtimeMs &&
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

/** Reads the text and its version from one descriptor, because the file can be replaced meanwhile. */
function readVersion(path: string, maxBytes: number): { readonly text: string; readonly stats: Stats } {
  const descriptor = openSync(path, 'r');
  try {
    const stats = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(stats.size, maxBytes));
    const length = readSync(descriptor, buffer, 0, buffer.length, 0);
    return { text: buffer.toString('utf8', 0, length), stats };
  } finally {
    closeSync(descriptor);
  }
}

function invalid(sentence: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: sentence };
}
