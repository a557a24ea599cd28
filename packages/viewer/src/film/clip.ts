import type { Painter } from '@garland/animations';
import { findLoop, type Loop, loopPainter } from './loop-search.ts';

/** What is to be filmed: a painter in the time that a viewer sees. */
export interface FilmSource {
  readonly paint: Painter;
  readonly pixels: number;
  /** One frame says it all. */
  readonly isStill: boolean;
  /** Only the first so many seconds are worth looking at. */
  readonly endS?: number;
}

/** A loop that was chosen, and the painter that repeats it: of `frames` frames, the first at 0. */
export interface Clip {
  readonly loop: Loop;
  readonly paint: Painter;
  readonly frameCount: number;
}

/** As long a loop as it takes, within these bounds; so much of an animation is searched for it. */
const MIN_LOOP_S = 3;
const MAX_LOOP_S = 5;
const SEARCH_RANGE_S = 40;
/** What a loop of a given length is chosen from is at least so much longer. */
const MIN_SEARCH_SLACK_S = 10;

/** The best loop there is, of that length if one is given. */
export function findBestClip(source: FilmSource, frameMs: number, lengthS?: number): Clip {
  const stepS = frameMs / 1000;
  if (source.isStill) return createClip(source, { fromS: 0, lengthS: stepS }, frameMs);
  const loop = findLoop(source.paint, {
    pixels: source.pixels,
    stepS,
    minLengthS: lengthS ?? MIN_LOOP_S,
    maxLengthS: lengthS ?? MAX_LOOP_S,
    horizonS: source.endS ?? Math.max(SEARCH_RANGE_S, (lengthS ?? 0) + MIN_SEARCH_SLACK_S),
  });
  return createClip(source, loop, frameMs);
}

/** A loop that is known already. */
export function createClip({ paint, pixels, isStill }: FilmSource, loop: Loop, frameMs: number): Clip {
  const frameCount = Math.max(1, Math.round((loop.lengthS * 1000) / frameMs));
  return { loop, frameCount, paint: isStill ? paint : loopPainter(paint, loop, pixels) };
}
