import type { Frame, Painter } from '@garland/animations';
import { smoothStep } from '@garland/animations/curve-table';
import { createFrame } from '@garland/animations/frame';

/** A part of an animation that is repeated. */
export interface Loop {
  readonly fromS: number;
  readonly lengthS: number;
}

export interface LoopSearch {
  readonly pixels: number;
  /** From one frame of the loop to the next. */
  readonly stepS: number;
  readonly minLengthS: number;
  readonly maxLengthS: number;
  /** Where the search ends; at least a second more than the longest loop. */
  readonly horizonS: number;
}

/** The end of a loop fades into its beginning in this time. */
export const SEAM_FADE_S = 0.6;

/** The costs of a visible seam and of each second of length, against the interest of a loop. */
const SEAM_WEIGHT = 0.8;
const LENGTH_WEIGHT = 0.05;

/** An animation's frames one after the other, in bytes. */
interface SampledFrames {
  readonly frames: readonly Uint8Array[];
  /** The sum of each frame's bytes. */
  readonly light: Float64Array;
}

/**
 * The best loop of an animation: bright, colourful and moving, with an end that resembles its beginning. An animation that
 * repeats gives its period or a multiple of it; any other is cut where it shows least. The search is that of "Video
 * Textures" (Schödl et al., 2000), for loops with one cut.
 */
export function findLoop(paint: Painter, search: LoopSearch): Loop {
  const { stepS, minLengthS, maxLengthS } = search;
  const sampled = sampleFrames(paint, search);
  const interest = cumulativeInterest(sampled);
  const fade = Math.ceil(SEAM_FADE_S / stepS);
  const longest = Math.round(maxLengthS / stepS);
  let best = { score: -Infinity, from: fade, length: longest };
  for (let length = Math.round(minLengthS / stepS); length <= longest; length++) {
    const seams = cumulativeSeamCosts(sampled, length);
    for (let from = fade; from < seams.length; from++) {
      const seam = (seams[from]! - seams[from - fade]!) / fade;
      const shown = (interest[from + length]! - interest[from]!) / length;
      const score = shown - SEAM_WEIGHT * seam - LENGTH_WEIGHT * length * stepS;
      if (score > best.score) best = { score, from, length };
    }
  }
  return { fromS: best.from * stepS, lengthS: best.length * stepS };
}

function sampleFrames(paint: Painter, { pixels, stepS, horizonS }: LoopSearch): SampledFrames {
  const frame = createFrame(pixels);
  const frames = Array.from({ length: Math.round(horizonS / stepS) }, (_, i) => {
    paint(i * stepS, frame);
    return Uint8Array.from(frame, (value) => value >> 8);
  });
  const light = Float64Array.from(frames, (bytes) => bytes.reduce((sum, value) => sum + value, 0));
  return { frames, light };
}

/** How vivid each frame is and how much it moves, both as shares of their maximum; as prefix sums. */
function cumulativeInterest({ frames }: SampledFrames): Float64Array {
  const vividness = Float64Array.from(frames, frameVividness);
  const motion = Float64Array.from(frames, (bytes, i) => frameDistance(bytes, frames[i - 1] ?? bytes));
  const [mostVivid, mostMotion] = [maxAtLeastOne(vividness), maxAtLeastOne(motion)];
  return prefixSums(frames.length, (i) => (vividness[i]! / mostVivid + motion[i]! / mostMotion) / 2);
}

/** Brightness, with more for saturated colours. */
function frameVividness(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 3) {
    const [red, green, blue] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!];
    sum += 2 * Math.max(red, green, blue) - Math.min(red, green, blue);
  }
  return sum;
}

/** How much each frame differs from the one `length` later, relative to their light; as prefix sums. */
function cumulativeSeamCosts({ frames, light }: SampledFrames, length: number): Float64Array {
  return prefixSums(frames.length - length, (i) => {
    const later = i + length;
    return (2 * frameDistance(frames[i]!, frames[later]!)) / Math.max(1, light[i]! + light[later]!);
  });
}

function frameDistance(one: Uint8Array, other: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum;
}

function maxAtLeastOne(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 1);
}

/** At n the sum of the first n values, so that the sum of any range is one subtraction. */
function prefixSums(count: number, valueAt: (i: number) => number): Float64Array {
  const totals = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) totals[i + 1] = totals[i]! + valueAt(i);
  return totals;
}

/** A painter for one loop, from 0 to its length. Its end fades into the moments before its beginning. */
export function loopPainter(paint: Painter, { fromS, lengthS }: Loop, pixels: number): Painter {
  const seamFrame = createFrame(pixels);
  return (timeS, frame) => {
    paint(fromS + timeS, frame);
    const fadeProgress = 1 - (lengthS - timeS) / SEAM_FADE_S;
    if (fadeProgress <= 0) return;
    paint(Math.max(0, fromS + timeS - lengthS), seamFrame);
    blendInto(frame, seamFrame, smoothStep(0, 1, fadeProgress));
  };
}

function blendInto(frame: Frame, other: Frame, share: number): void {
  for (let i = 0; i < frame.length; i++) frame[i]! += (other[i]! - frame[i]!) * share;
}
