import { setEnvironmentData } from 'node:worker_threads';
import type { Addon } from '../src/output/addon.ts';
import type { OutputSettings } from '../src/output/output.ts';

export const OUTPUT_SETTINGS: OutputSettings = {
  pixels: 8,
  gpio: 18,
  chip: 'ws2812b',
  color_order: 'grb',
  frequency_khz: 800,
  invert: false,
};

/** What the real addon does instead of throwing: it takes the whole process down. */
export class Segfault extends Error {}

type Options = Parameters<Addon['init']>[0];

/**
 * Behaves as rpi-ws281x-native does, in every order of calls, and records its calls. The strip shows what its
 * buffer held at the last `render`.
 */
export class ScriptedAddon implements Addon {
  options: Options | undefined;
  /** What the strip shows. */
  shown: number[] = [];
  readonly calls: string[] = [];
  /** How many calls would have crashed the process. */
  crashes = 0;
  initFault: Error | undefined;
  renderFault: Error | undefined;
  givesBuffer = true;
  #state: 'new' | 'ready' | 'gone' = 'new';
  channel: { array: Uint32Array | null; brightness: number } = { array: null, brightness: 255 };

  init(options: Options): { array: Uint32Array | null; brightness: number }[] {
    this.calls.push('init');
    this.options = options;
    if (this.initFault) throw this.initFault;
    this.#state = 'ready';
    const count = options.channels[0]?.count ?? 0;
    this.channel = { array: this.givesBuffer ? new Uint32Array(count) : null, brightness: 255 };
    return [this.channel, { array: null, brightness: 255 }];
  }

  render(): void {
    this.calls.push('render');
    this.#mustBeReady();
    if (this.renderFault) throw this.renderFault;
    this.shown = [...(this.channel.array ?? [])];
  }

  finalize(): void {
    this.calls.push('finalize');
    this.#mustBeReady();
    this.#state = 'gone';
  }

  #mustBeReady(): void {
    if (this.#state === 'ready') return;
    this.crashes++;
    throw new Segfault(`${this.calls.join(', ')}: SIGSEGV`);
  }
}

/** What a scripted addon in another thread shares with the test: counts and switches, then what the strip shows. */
export const SHARED_INDEX = { crashes: 0, calls: 1, failing: 2, wireHeld: 3, words: 16 } as const;
/** Under this name the thread finds the memory. */
export const SHARED_MEMORY_KEY = 'scripted strip';

const CALLS = ['init', 'render', 'finalize'] as const;
export type AddonCall = (typeof CALLS)[number];
/** Calls are remembered as the digits of a number. */
const CALL_BASE = 4;

/** The next call, at the end of those before. */
export function appendCall(calls: number, call: AddonCall): number {
  return calls * CALL_BASE + CALLS.indexOf(call) + 1;
}

function decodeCalls(calls: number): AddonCall[] {
  const rest = Math.floor(calls / CALL_BASE);
  const last = CALLS[(calls % CALL_BASE) - 1];
  return last ? [...decodeCalls(rest), last] : [];
}

export interface ScriptedStrip {
  /** What the strip's thread runs. */
  readonly program: URL;
  shown(): number[];
  crashes(): number;
  /** The first calls; there is room for fifteen. */
  calls(): AddonCall[];
  /** That call throws from now on. */
  failOn(call: AddonCall): void;
  /** While it is held, `render` blocks. */
  holdWire(held: boolean): void;
}

/** A scripted addon for the next thread that is started. */
export function scriptedStrip(pixels: number): ScriptedStrip {
  const memory = new Int32Array(new SharedArrayBuffer((SHARED_INDEX.words + pixels) * 4));
  setEnvironmentData(SHARED_MEMORY_KEY, memory);
  return {
    program: new URL('./scripted-strip-thread.js', import.meta.url),
    shown: () => [...new Uint32Array(memory.buffer, SHARED_INDEX.words * 4)],
    crashes: () => Atomics.load(memory, SHARED_INDEX.crashes),
    calls: () => decodeCalls(Atomics.load(memory, SHARED_INDEX.calls)),
    failOn: (call) => void Atomics.store(memory, SHARED_INDEX.failing, CALLS.indexOf(call) + 1),
    holdWire(held) {
      Atomics.store(memory, SHARED_INDEX.wireHeld, Number(held));
      Atomics.notify(memory, SHARED_INDEX.wireHeld);
    },
  };
}

export function failingCall(failing: number): AddonCall | undefined {
  return CALLS[failing - 1];
}
