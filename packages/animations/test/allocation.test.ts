import assert from 'node:assert/strict';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FlashAnalyser } from '../src/flash/analyser.ts';
import { createFrame } from '../src/frame.ts';
import { helixStrip } from '../src/index.ts';
import { ANIMATIONS, BUILT_IN_IDS } from '../src/registry.ts';
import { painterOf } from './stages.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const PIXELS = 500;
const FRAMES = 200;
const ATTEMPTS = 30;
/** One number on the heap takes 16 bytes, so this is far below a single one for each pixel: only noise fits in. */
const BYTES_PER_PIXEL = 2;

/**
 * Only compiled code keeps its numbers off the heap, and when the compiler is done is its own affair: so an animation has
 * several attempts, and one without garbage proves that there need not be any.
 */
it('no animation leaves garbage behind once it is warm', () => {
  for (const id of BUILT_IN_IDS) {
    const painter = painterOf({ id, palette: ANIMATIONS[id].palette, pixels: PIXELS, seed: 1 });
    const frame = createFrame(PIXELS);
    let least = Infinity;
    for (let attempt = 0; attempt < ATTEMPTS && least > BYTES_PER_PIXEL; attempt++) {
      for (let i = 0; i < 1000; i++) painter(i / 60, frame);
      collectGarbage();
      const before = process.memoryUsage().heapUsed;
      for (let i = 0; i < FRAMES; i++) painter(i / 60, frame);
      const grown = process.memoryUsage().heapUsed - before;
      if (grown >= 0) least = Math.min(least, grown / FRAMES / PIXELS);
    }
    assert.ok(least <= BYTES_PER_PIXEL, `${id}: ${least} bytes per pixel and frame`);
  }
});

/** The worst second so far is a small object for each time that it gets worse, which it soon does no more. */
it('nor does the analyser of flashes, whatever flashes', () => {
  const analyser = new FlashAnalyser(helixStrip({ pixels: PIXELS }));
  const frames = Array.from({ length: 40 }, (_, n) =>
    createFrame(PIXELS).map((_, i) => Math.imul(i * 7 + n, 0x9e3779b1) >>> (n % 3 === 0 ? 16 : 18)),
  );
  let number = 0;
  const watch = (count: number): void => {
    for (let i = 0; i < count; i++) analyser.see((number++ * 1000) / 60, frames[number % frames.length]!);
  };
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && least > BYTES_PER_PIXEL; attempt++) {
    watch(1000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    watch(FRAMES);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown >= 0) least = Math.min(least, grown / FRAMES / PIXELS);
  }
  assert.ok(least <= BYTES_PER_PIXEL, `${least} bytes per pixel and frame`);
});
