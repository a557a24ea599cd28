import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ANIMATIONS, type BuiltInId } from '../src/built-in-animations.ts';
import { createFrame } from '../src/frame.ts';
import { createPainter } from './animation-kit.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

export const PIXEL_COUNT = 500;
const FRAMES = 200;
const ATTEMPTS = 30;
/** One number on the heap takes 16 bytes, so this is far below a single one for each pixel: only noise fits in. */
export const MAX_BYTES_PER_PIXEL = 2;

/**
 * What `paint(frames)` leaves on the heap, in bytes per pixel and frame.
 *
 * Only compiled code keeps its numbers off the heap, and when the compiler is done is its own affair: so there are several
 * attempts, and one without garbage proves that there need not be any.
 */
export function measureAllocation(paint: (frames: number) => void): number {
  let least = Infinity;
  for (let attempt = 0; attempt < ATTEMPTS && least > MAX_BYTES_PER_PIXEL; attempt++) {
    paint(1000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    paint(FRAMES);
    const grown = process.memoryUsage().heapUsed - before;
    if (grown >= 0) least = Math.min(least, grown / FRAMES / PIXEL_COUNT);
  }
  return least;
}

export function measureAnimationAllocation(id: BuiltInId): number {
  const painter = createPainter({ id, palette: ANIMATIONS[id].palette, pixels: PIXEL_COUNT, seed: 1 });
  const frame = createFrame(PIXEL_COUNT);
  return measureAllocation((frames) => {
    for (let i = 0; i < frames; i++) painter(i / 60, frame);
  });
}

const THIS_FILE = fileURLToPath(import.meta.url);

/** The same where nothing else has been painted: what the compiler makes of a function depends on all that it was used for. */
export function measureInSubprocess(id: BuiltInId): number {
  return Number(execFileSync(process.execPath, [THIS_FILE, id], { encoding: 'utf8' }));
}

if (process.argv[1] === THIS_FILE)
  process.stdout.write(String(measureAnimationAllocation(process.argv[2] as BuiltInId)));
