import { FlashAnalyser, helixStrip, type Strip } from '@garland/animations';
import type { Simulator } from '../src/output/simulator.ts';
import type { FakeClock } from './fake-clock.ts';

/** The most flashes in any second, general and red. */
export type FlashCounts = readonly [general: number, red: number];

/** Watches what a strip is sent, and counts how often it flashes. No area is too small to count. */
export class FlashCounter {
  readonly #analyser: FlashAnalyser;
  readonly #lightBuffer: Uint16Array;

  constructor(strip: Strip) {
    this.#analyser = new FlashAnalyser(strip, { area: 0 });
    this.#lightBuffer = new Uint16Array(strip.count * 3);
  }

  update(words: Uint32Array, nowMs: number): void {
    for (const [pixel, word] of words.entries()) {
      for (const channel of [0, 1, 2]) {
        this.#lightBuffer[pixel * 3 + channel] = ((word >> (16 - 8 * channel)) & 0xff) * 257;
      }
    }
    this.#analyser.update(nowMs, this.#lightBuffer);
  }

  get flashes(): FlashCounts {
    const { general, red } = this.#analyser.report;
    return [general.flashes, red.flashes];
  }
}

/** A witness of each frame that the simulator shows from now on, and of the darkness when it is closed. */
export function attachFlashCounter(
  simulator: Simulator,
  clock: FakeClock,
  witness: FlashCounter = new FlashCounter(helixStrip({ pixels: simulator.pixels.length })),
): FlashCounter {
  for (const name of ['show', 'close'] as const) {
    const original = simulator[name];
    simulator[name] = () => {
      original.call(simulator);
      witness.update(simulator.shown, clock.nowMs());
    };
  }
  return witness;
}
