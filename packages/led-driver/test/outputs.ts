import type { Addon } from '../src/output/ws281x.ts';

/** What the real addon does instead of throwing: it takes the whole process down. */
export class Segfault extends Error {}

type Options = Parameters<Addon['init']>[0];

/**
 * Behaves as rpi-ws281x-native does, in every order of calls, and remembers what it was given. The strip shows what its
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
