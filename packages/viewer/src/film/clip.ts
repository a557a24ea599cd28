import type { Painter } from '@garland/animations';
import { findLoop, type Loop, loopPainter } from './loop-search.ts';

/** The animation to film, in the time that viewers see. */
export interface FilmSource {
  readonly paint: Painter;
  readonly pixels: number;
  /** The animation never changes: one frame is enough. */
  readonly isStill: boolean;
  /** Search only up to this time. */
  readonly endS?: number;
}

/** A chosen loop and its painter, with `frameCount` frames from time 0. */
export interface Clip {
  readonly loop: Loop;
  readonly paint: Painter;
  readonly frameCount: number;
}

/** The bounds of a loop's length, and how much of an animation is searched. */
const MIN_LOOP_S = 3;
const MAX_LOOP_S = 5;
const SEARCH_RANGE_S = 40;
/** For a loop of a given length, the search range is at least this much longer. */
const MIN_SEARCH_SLACK_S = 10;

/** Finds the best loop, of `lengthS` if given. */
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

/** The clip of a loop that is already known. */
export function createClip({ paint, pixels, isStill }: FilmSource, loop: Loop, frameMs: number): Clip {
  const frameCount = Math.max(1, Math.round((loop.lengthS * 1000) / frameMs));
  return { loop, frameCount, paint: isStill ? paint : loopPainter(paint, loop, pixels) };
}
