import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { FULL, replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import type { EngineKit } from './engine-kit.ts';
import { attachFlashCounter } from './flash-counter.ts';

export const FRAME_MS = 20;

export const FLASHES_PER_SECOND = 3;

export type Command = { readonly waitMs: number } & (
  | { readonly play: 'off' | 'warm_white' | 'fire' }
  | { readonly percent: number }
);

export const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ waitMs: fc.nat(700), play: fc.constantFrom('off', 'warm_white', 'fire') }),
  fc.record({ waitMs: fc.nat(700), percent: fc.oneof(fc.constantFrom(0, 100), fc.nat(100)) }),
);

/** Carries the commands out and counts how often the strip flashes meanwhile: at any pixel, in any eighth, as a whole. */
export function countFlashes(kit: EngineKit, commands: readonly Command[]): number {
  const witness = attachFlashCounter(kit.simulator, kit.clock);
  runCommands(kit, commands);
  return Math.max(...witness.flashes);
}

export function runCommands(
  { engine, clock, play, setBrightness }: EngineKit,
  commands: readonly Command[],
): void {
  engine.start();
  clock.advance(1_000);
  for (const step of commands) {
    if ('play' in step) play(step.play);
    else setBrightness(step.percent);
    clock.advance(step.waitMs);
  }
  clock.advance(2_000);
}

/** The strongest contrast there is: full white against darkness. */
export function useMaximumContrast(t: TestContext): void {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  replaceAnimation(t, 'fire', solidAnimation(FULL, FULL, 0));
}
