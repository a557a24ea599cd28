import type { Painter } from '@garland/animations';
import { findLoop, type Loop, loopPainter } from './loop.ts';

/** What is to be filmed: a painter in the time that a viewer sees. */
export interface Subject {
  readonly paint: Painter;
  readonly pixels: number;
  /** One frame says it all. */
  readonly still: boolean;
  /** Only the first so many seconds are worth looking at. */
  readonly endS?: number;
}

/** A loop that was chosen, and the painter that repeats it: of `frames` frames, the first at 0. */
export interface Take {
  readonly loop: Loop;
  readonly paint: Painter;
  readonly frames: number;
}

/** As long a loop as it takes, within these bounds; so much of an animation is searched for it. */
const SHORTEST_S = 3;
const LONGEST_S = 5;
const SEARCHED_S = 40;
/** What a loop of a given length is chosen from is at least so much longer. */
const SPARE_S = 10;

/** The best loop there is, of that length if one is given. */
export function bestTake(subject: Subject, frameMs: number, lengthS?: number): Take {
  const stepS = frameMs / 1000;
  if (subject.still) return takeOf(subject, { fromS: 0, lengthS: stepS }, frameMs);
  const loop = findLoop(subject.paint, {
    pixels: subject.pixels,
    stepS,
    shortestS: lengthS ?? SHORTEST_S,
    longestS: lengthS ?? LONGEST_S,
    horizonS: subject.endS ?? Math.max(SEARCHED_S, (lengthS ?? 0) + SPARE_S),
  });
  return takeOf(subject, loop, frameMs);
}

/** A loop that is known already. */
export function takeOf({ paint, pixels, still }: Subject, loop: Loop, frameMs: number): Take {
  const frames = Math.max(1, Math.round((loop.lengthS * 1000) / frameMs));
  return { loop, frames, paint: still ? paint : loopPainter(paint, loop, pixels) };
}
