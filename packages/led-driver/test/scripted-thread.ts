// What the strip's thread runs in tests: the real one, with an addon that is scripted from outside.
import { getEnvironmentData } from 'node:worker_threads';
import { serveStrip } from '../src/output/strip-thread.ts';
import { type AddonCall, failingCall, ScriptedAddon, SHARED, SHARED_MEMORY, withCall } from './outputs.ts';

const memory = getEnvironmentData(SHARED_MEMORY) as Int32Array;
const words = new Uint32Array(memory.buffer, SHARED.words * 4);

class SharedAddon extends ScriptedAddon {
  override init(options: Parameters<ScriptedAddon['init']>[0]): ReturnType<ScriptedAddon['init']> {
    this.initFault = this.#faultIn('init');
    return this.#told('init', () => super.init(options));
  }

  override render(): void {
    Atomics.wait(memory, SHARED.wireHeld, 1);
    this.renderFault = this.#faultIn('render');
    this.#told('render', () => super.render());
    words.set(this.shown);
  }

  override finalize(): void {
    this.#told('finalize', () => super.finalize());
  }

  #faultIn(call: AddonCall): Error | undefined {
    return failingCall(Atomics.load(memory, SHARED.failing)) === call ? new Error('scripted') : undefined;
  }

  #told<T>(call: AddonCall, action: () => T): T {
    Atomics.store(memory, SHARED.calls, withCall(Atomics.load(memory, SHARED.calls), call));
    try {
      return action();
    } finally {
      Atomics.store(memory, SHARED.crashes, this.crashes);
    }
  }
}

await serveStrip({ uid: 0, loadAddon: () => Promise.resolve(new SharedAddon()), read: () => undefined });
