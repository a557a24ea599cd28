import { type BigIntStats, statSync } from 'node:fs';
import type { Parsed } from '@garland/protocol';
import { isSameVersion, readSource, type Source } from './file-version.ts';

/** File systems keep time in ticks: a file that changed just now may change once more and look the same. */
const SETTLED_AFTER_MS = 100;

/**
 * A file that is looked at on every use and read again when it has changed, so that a change counts from the next request
 * on. What it held is the same object until it says something else. While the file can't be trusted there is nothing.
 */
export class WatchedFile<T> {
  readonly #source: Source<T>;
  readonly #onRead: (result: Parsed<T, string>) => void;
  #result: Parsed<T, string> | undefined;
  /** Of what `#result` was read from; undefined while that may still change and look the same. */
  #settled: BigIntStats | undefined;

  /** `onRead` hears of every reading, also of those that bring nothing new. */
  constructor(source: Source<T>, onRead: (result: Parsed<T, string>) => void) {
    this.#source = { ...source, parse: onceATime(source.parse) };
    this.#onRead = onRead;
  }

  current(): T | undefined {
    const now = this.#settled && statsAt(this.#source.path);
    if (!this.#settled || !now || !isSameVersion(this.#settled, now)) this.#read();
    return this.#result?.ok ? this.#result.value : undefined;
  }

  #read(): void {
    const { result, stats } = readSource(this.#source);
    this.#result = result;
    this.#settled = stats && isSettled(stats) ? stats : undefined;
    this.#onRead(result);
  }
}

/** The same text again means the same, and is not read twice. */
function onceATime<T>(parse: Source<T>['parse']): Source<T>['parse'] {
  let last: { readonly text: string; readonly result: Parsed<T, string> } | undefined;
  return (text) => {
    if (last?.text !== text) last = { text, result: parse(text) };
    return last.result;
  };
}

function statsAt(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

function isSettled({ ctimeNs }: BigIntStats): boolean {
  return Date.now() - Number(ctimeNs / 1_000_000n) > SETTLED_AFTER_MS;
}
