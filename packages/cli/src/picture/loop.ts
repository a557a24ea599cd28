import { createFrame, type Frame, type Painter } from '@garland/animations';

/** A part of an animation that is shown again and again. */
export interface Loop {
  readonly fromS: number;
  readonly lengthS: number;
}

export interface LoopSearch {
  readonly pixels: number;
  /** From one frame of the loop to the next. */
  readonly stepS: number;
  readonly shortestS: number;
  readonly longestS: number;
  /** What comes later is not looked at; longer than the longest loop by at least a second. */
  readonly horizonS: number;
}

/** The end of a loop turns into its beginning in this time. */
export const FADE_S = 0.6;

/** What counts against a loop that has more to show: a seam, and each second more than needed. */
const SEAM_WEIGHT = 0.8;
const LENGTH_WEIGHT = 0.05;

/** An animation's frames one after the other, in bytes. */
interface Film {
  readonly frames: readonly Uint8Array[];
  /** The sum of each frame's bytes. */
  readonly light: Float64Array;
}

/**
 * Where an animation makes the best loop: where it is bright and colourful, moves, and comes back to where it began. One that repeats
 * itself is caught in its period or a multiple of it; any other is cut where that is seen least. The search is that of
 * "Video Textures" (Schödl et al., 2000), for loops of one cut.
 */
export function findLoop(paint: Painter, search: LoopSearch): Loop {
  const { stepS, shortestS, longestS } = search;
  const film = filmed(paint, search);
  const worth = worthOf(film);
  const fade = Math.ceil(FADE_S / stepS);
  const longest = Math.round(longestS / stepS);
  let best = { score: -Infinity, from: fade, length: longest };
  for (let length = Math.round(shortestS / stepS); length <= longest; length++) {
    const seams = differences(film, length);
    for (let from = fade; from < seams.length; from++) {
      const seam = (seams[from]! - seams[from - fade]!) / fade;
      const shown = (worth[from + length]! - worth[from]!) / length;
      const score = shown - SEAM_WEIGHT * seam - LENGTH_WEIGHT * length * stepS;
      if (score > best.score) best = { score, from, length };
    }
  }
  return { fromS: best.from * stepS, lengthS: best.length * stepS };
}

function filmed(paint: Painter, { pixels, stepS, horizonS }: LoopSearch): Film {
  const frame = createFrame(pixels);
  const frames = Array.from({ length: Math.round(horizonS / stepS) }, (_, i) => {
    paint(i * stepS, frame);
    return Uint8Array.from(frame, (value) => value >> 8);
  });
  const light = Float64Array.from(frames, (bytes) => bytes.reduce((sum, value) => sum + value, 0));
  return { frames, light };
}

/** How vivid each frame is and how much it moves, both as shares of the most; summed up from the beginning. */
function worthOf({ frames }: Film): Float64Array {
  const vividness = Float64Array.from(frames, vividnessOf);
  const motion = Float64Array.from(frames, (bytes, i) => distance(bytes, frames[i - 1] ?? bytes));
  const [most, liveliest] = [largest(vividness), largest(motion)];
  return sums(frames.length, (i) => (vividness[i]! / most + motion[i]! / liveliest) / 2);
}

/** Light, and the more if it is of one colour. */
function vividnessOf(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const [red, green, blue] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
    sum += 2 * Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return sum;
}

/** How much each frame differs from that `length` later, for the light they have; summed up from the beginning. */
function differences({ frames, light }: Film, length: number): Float64Array {
  return sums(frames.length - length, (i) => {
    const later = i + length;
    return (2 * distance(frames[i]!, frames[later]!)) / Math.max(1, light[i]! + light[later]!);
  });
}

function distance(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum;
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 1);
}

/** At n the sum of the first n values: so that any stretch of them is a difference of two. */
function sums(count: number, valueAt: (i: number) => number): Float64Array {
  const totals = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) totals[i + 1] = totals[i]! + valueAt(i);
  return totals;
}

/** The loop as a painter of its own, for times from 0 to its length: its end fades over into what comes before it. */
export function loopPainter(paint: Painter, { fromS, lengthS }: Loop, pixels: number): Painter {
  const before = createFrame(pixels);
  return (timeS, frame) => {
    paint(fromS + timeS, frame);
    const passed = 1 - (lengthS - timeS) / FADE_S;
    if (passed <= 0) return;
    paint(Math.max(0, fromS + timeS - lengthS), before);
    blend(frame, before, passed * passed * (3 - 2 * passed));
  };
}

function blend(frame: Frame, other: Frame, share: number): void {
  for (let i = 0; i < frame.length; i++) frame[i]! += (other[i]! - frame[i]!) * share;
}
