import { helixStrip, type Strip } from '@garland/animations';
import { FlashGuard } from '../src/render/flash-guard.ts';
import { createColorBalance } from '../src/render/pipeline/color-balance.ts';
import { createWordsToLight } from '../src/render/pipeline/preview-color.ts';
import { LIGHT } from './driver-fixtures.ts';
import { FlashCounter } from './flash-counter.ts';
import type { StrobePicture } from './strobes.ts';

export const PIXELS = 20;

export const STRIP: Strip = helixStrip({ pixels: PIXELS });

export const FRAME_MS = 20;

const wordsToLight = createWordsToLight(createColorBalance(LIGHT));

/** The words sent for a picture in linear light. */
export function wordsOf(picture: StrobePicture, timeS: number): Uint32Array {
  return Uint32Array.from({ length: PIXELS }, (_, pixel) => {
    const [red, green, blue] = picture(timeS, pixel).map((value) => Math.round(value * 255));
    return (red! << 16) | (green! << 8) | blue!;
  });
}

interface GuardOptions {
  readonly strip?: Strip;
  readonly isWithinBudget?: (words: Uint32Array) => boolean;
  readonly startedMs?: number;
}

export function createGuard({
  strip = STRIP,
  isWithinBudget = () => true,
  startedMs = Number.NEGATIVE_INFINITY,
}: GuardOptions = {}): FlashGuard {
  return new FlashGuard({ strip, wordsToLight, isWithinBudget, startedMs });
}

export interface Step {
  readonly nowMs: number;
  readonly wanted: Uint32Array;
  readonly sent: Uint32Array;
  readonly isHolding: boolean;
}

interface RunOptions {
  readonly fromMs?: number;
  readonly untilMs?: number;
  readonly frameMs?: number;
}

/** Shows a picture through a guard. */
export function runGuard(
  guard: FlashGuard,
  picture: StrobePicture,
  { fromMs = 0, untilMs = 3000, frameMs = FRAME_MS }: RunOptions = {},
): Step[] {
  const steps: Step[] = [];
  for (let nowMs = fromMs; nowMs < untilMs; nowMs += frameMs) {
    const wanted = wordsOf(picture, nowMs / 1000);
    const sent = wanted.slice();
    const isHolding = guard.apply(sent, nowMs);
    steps.push({ nowMs, wanted, sent, isHolding });
  }
  return steps;
}

export function flashesIn(steps: readonly Step[]): readonly number[] {
  const witness = new FlashCounter(STRIP);
  for (const { sent, nowMs } of steps) witness.update(sent, nowMs);
  return witness.flashes;
}

export const isSafe = (steps: readonly Step[]): boolean => Math.max(...flashesIn(steps)) <= 3;

export function isSame(one: Uint32Array, other: Uint32Array): boolean {
  return one.every((word, i) => word === other[i]);
}
