// What the strip's thread runs in tests: the real one, with an addon that is scripted from outside.
import { getEnvironmentData } from 'node:worker_threads';
import { runStripThread } from '../src/output/strip-thread.ts';
import {
  type AddonCall,
  appendCall,
  failingCall,
  ScriptedAddon,
  SHARED_INDEX,
  SHARED_MEMORY_KEY,
} from './scripted-addon.ts';

const memory = getEnvironmentData(SHARED_MEMORY_KEY) as Int32Array;
const words = new Uint32Array(memory.buffer, SHARED_INDEX.words * 4);

class SharedAddon extends ScriptedAddon {
  override init(options: Parameters<ScriptedAddon['init']>[0]): ReturnType<ScriptedAddon['init']> {
    this.initFault = this.#scriptedFault('init');
    return this.#recordCall('init', () => super.init(options));
  }

  override render(): void {
    Atomics.wait(memory, SHARED_INDEX.wireHeld, 1);
    this.renderFault = this.#scriptedFault('render');
    this.#recordCall('render', () => super.render());
    words.set(this.shown);
  }

  override finalize(): void {
    this.#recordCall('finalize', () => super.finalize());
  }

  #scriptedFault(call: AddonCall): Error | undefined {
    return failingCall(Atomics.load(memory, SHARED_INDEX.failing)) === call
      ? new Error('scripted')
      : undefined;
  }

  #recordCall<T>(call: AddonCall, action: () => T): T {
    Atomics.store(memory, SHARED_INDEX.calls, appendCall(Atomics.load(memory, SHARED_INDEX.calls), call));
    try {
      return action();
    } finally {
      Atomics.store(memory, SHARED_INDEX.crashes, this.crashes);
    }
  }
}

await runStripThread({ uid: 0, loadAddon: () => Promise.resolve(new SharedAddon()), read: () => undefined });
