import assert from 'node:assert/strict';
import { it } from 'node:test';
import { BUILT_IN_IDS } from '../src/built-in-animations.ts';
import { FlashAnalyser } from '../src/flash/flash-analyser.ts';
import { createFrame } from '../src/frame.ts';
import { helixStrip } from '../src/index.ts';
import {
  MAX_BYTES_PER_PIXEL,
  measureAllocation,
  measureAnimationAllocation,
  measureInSubprocess,
  PIXEL_COUNT,
} from './allocation-kit.ts';

it('no animation leaves garbage behind once it is warm', () => {
  for (const id of BUILT_IN_IDS) {
    if (measureAnimationAllocation(id) <= MAX_BYTES_PER_PIXEL) continue;
    const alone = measureInSubprocess(id);
    assert.ok(alone <= MAX_BYTES_PER_PIXEL, `${id}: ${alone} bytes per pixel and frame`);
  }
});

/** The worst second so far is a small object for each time that it gets worse, which it soon does no more. */
it('nor does the analyser of flashes, whatever flashes', () => {
  const analyser = new FlashAnalyser(helixStrip({ pixels: PIXEL_COUNT }));
  const frames = Array.from({ length: 40 }, (_, n) =>
    createFrame(PIXEL_COUNT).map((_, i) => Math.imul(i * 7 + n, 0x9e3779b1) >>> (n % 3 === 0 ? 16 : 18)),
  );
  let number = 0;
  const least = measureAllocation((count) => {
    for (let i = 0; i < count; i++) analyser.update((number++ * 1000) / 60, frames[number % frames.length]!);
  });
  assert.ok(least <= MAX_BYTES_PER_PIXEL, `${least} bytes per pixel and frame`);
});
