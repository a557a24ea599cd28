import { type Stats, statSync } from 'node:fs';
import type { Parsed } from '@garland/protocol';
import { type FileSource, isSameVersion, readSnapshot } from './file-snapshot.ts';

/** File timestamps are coarse: a file that has just changed can change again and look the same. */
const SETTLE_MS = 100;

/**
 * A file that is checked at every use and read again when it has changed, so that a change takes effect with the next request.
 * The parsed value stays the same object until the text changes. It is undefined while the file is invalid.
 */
export class ReloadingFile<T> {
  readonly #source: FileSource<T>;
  readonly #onRead: (result: Parsed<T, string>) => void;
  #result: Parsed<T, string> | undefined;
  /** The version of `#result`; undefined while the file could still change and look the same. */
  #settledStats: Stats | undefined;

  /** `onRead` is called for every reading, even if nothing is new. */
  constructor(source: FileSource<T>, onRead: (result: Parsed<T, string>) => void) {
    this.#source = { ...source, parse: memoizeLast(source.parse) };
    this.#onRead = onRead;
  }

  current(): T | undefined {
    const now = this.#settledStats && statsAt(this.#source.path);
    if (!this.#settledStats || !now || !isSameVersion(this.#settledStats, now)) this.#reload();
    return this.#result?.ok ? this.#result.value : undefined;
  }

  #reload(): void {
    const { result, stats } = readSnapshot(this.#source);
    this.#result = result;
    this.#settledStats = stats && isSettled(stats) ? stats : undefined;
    this.#onRead(result);
  }
}

/** Parses a text once. */
function memoizeLast<T>(parse: FileSource<T>['parse']): FileSource<T>['parse'] {
  let last: { readonly text: string; readonly result: Parsed<T, string> } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: parse(text) };
    return last.result;
  };
}

function statsAt(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isSettled({ ctimeMs }: Stats): boolean {
  return Date.now() - ctimeMs > SETTLE_MS;
}
