import { CHANNEL_MAX, type Frame } from '../frame.ts';
import { colorDistance, mixOklab, type Oklab, oklabToRgb, parseHex, rgbToOklab } from './color-spaces.ts';

/**
 * Colours by position in [0,1), as 256 steps of 16-bit perceptual RGB, so 768 values. A palette has colours at full
 * strength; animations dim them.
 */
export interface Palette {
  readonly title: string;
  /** The end leads back to the beginning without a seam. */
  readonly isCyclic: boolean;
  readonly rgb: Uint16Array;
}

/** A palette in invisibly fine steps, for `sample`: faster than blending for every pixel. */
export type Ramp = Uint16Array;

const STEPS = 256;
const FINE_STEPS = 1024;
/** The share of each swatch's width in which it blends into the next one. */
const SWATCH_EDGE_SHARE = 0.2;

/** Colours that blend in perceptually even steps. */
export function gradient(title: string, stops: readonly string[], isCyclic = false): Palette {
  const colors = stops.map((stop) => rgbToOklab(parseHex(stop)));
  if (isCyclic || colors.length === 1) colors.push(colors[0]!);
  const lengths = colors.slice(1).map((color, i) => colorDistance(colors[i]!, color));
  const step = lengths.reduce((sum, length) => sum + length, 0) / (isCyclic ? STEPS : STEPS - 1);
  return buildPalette(title, isCyclic, (i) => {
    let remaining = i * step;
    let segment = 0;
    while (segment < lengths.length - 1 && remaining > lengths[segment]!) remaining -= lengths[segment++]!;
    return mixOklab(
      colors[segment]!,
      colors[segment + 1]!,
      Math.min(1, remaining / (lengths[segment]! || 1)),
    );
  });
}

/** Colours side by side, equally wide and pure except for a narrow edge. Cyclic. */
export function swatches(title: string, stops: readonly string[]): Palette {
  const colors = stops.map((stop) => rgbToOklab(parseHex(stop)));
  return buildPalette(title, true, (i) => {
    const position = (i / STEPS) * colors.length;
    const swatch = Math.floor(position);
    const edge = Math.max(0, (position - swatch - 1 + SWATCH_EDGE_SHARE) / SWATCH_EDGE_SHARE);
    return mixOklab(colors[swatch]!, colors[(swatch + 1) % colors.length]!, edge);
  });
}

function buildPalette(title: string, isCyclic: boolean, colorAt: (step: number) => Oklab): Palette {
  const rgb = new Uint16Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    rgb.set(
      oklabToRgb(colorAt(i)).map((value) => Math.round(value * CHANNEL_MAX)),
      i * 3,
    );
  }
  return { title, isCyclic, rgb };
}

/** The palette from its beginning at 0 to its end at 1. */
export function rampOf({ rgb, isCyclic }: Palette): Ramp {
  const steps = isCyclic ? STEPS : STEPS - 1;
  const ramp = new Uint16Array(FINE_STEPS * 3);
  for (let fineStep = 0; fineStep < FINE_STEPS; fineStep++) {
    const position = (fineStep * steps) / FINE_STEPS;
    const from = Math.floor(position) * 3;
    const to = ((Math.floor(position) + 1) % STEPS) * 3;
    const share = position - Math.floor(position);
    for (let channel = 0; channel < 3; channel++) {
      const value = rgb[from + channel]!;
      ramp[fineStep * 3 + channel] = value + (rgb[to + channel]! - value) * share;
    }
  }
  return ramp;
}

/** The palette as a cyclic ramp: one that is not cyclic runs there and back. */
export function ringOf(palette: Palette): Ramp {
  const ramp = rampOf(palette);
  if (palette.isCyclic) return ramp;
  return ramp.map((_, at) => {
    const step = Math.floor(at / 3);
    return ramp[Math.min(step * 2, (FINE_STEPS - 1 - step) * 2 + 1) * 3 + (at % 3)]!;
  });
}

/** The ramp with each colour blended with its neighbours up to `radius` on either side: no edge stays sharp. */
export function blurRamp(ramp: Ramp, radius: number): Ramp {
  return boxBlur(ramp, radius, (step) => Math.min(FINE_STEPS - 1, Math.max(0, step)));
}

/** The same for a cyclic ramp, across its seam. */
export function blurRing(ring: Ramp, radius: number): Ramp {
  return boxBlur(ring, radius, (step) => (step + FINE_STEPS) % FINE_STEPS);
}

function boxBlur(ramp: Ramp, radius: number, stepWithin: (step: number) => number): Ramp {
  const near = Math.round(radius * FINE_STEPS);
  const colorAt = (step: number, channel: number) => ramp[stepWithin(step) * 3 + channel]!;
  const soft = new Uint16Array(ramp.length);
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let step = -near; step <= near; step++) sum += colorAt(step, channel);
    for (let step = 0; step < FINE_STEPS; step++) {
      soft[step * 3 + channel] = sum / (2 * near + 1);
      sum += colorAt(step + near + 1, channel) - colorAt(step - near, channel);
    }
  }
  return soft;
}

/** The position of the colour opposite to the first one: half-way around a cyclic palette, or at the other end. */
export function oppositePosition({ isCyclic }: Palette): number {
  return isCyclic ? 0.5 : 1 - 1 / FINE_STEPS;
}

/** Paints the pixel whose red is `frame[at]`: the ramp at `position`, 0 to 1, 1 excluded, dimmed to `level`, 0 to 1. */
export function sample(ramp: Ramp, position: number, level: number, frame: Frame, at: number): void {
  const from = ((position * FINE_STEPS) | 0) * 3;
  const scale = (level * 0x10000) | 0;
  frame[at] = Math.imul(ramp[from]!, scale) >>> 16;
  frame[at + 1] = Math.imul(ramp[from + 1]!, scale) >>> 16;
  frame[at + 2] = Math.imul(ramp[from + 2]!, scale) >>> 16;
}

/** Tints that pixel towards the colour whose red is `color[from]` by `share`: 0 leaves it, 1 replaces it. */
export function tint(frame: Frame, at: number, color: Frame, share: number, from = 0): void {
  const scale = (share * 0x8000) | 0;
  const red = frame[at]!;
  const green = frame[at + 1]!;
  const blue = frame[at + 2]!;
  frame[at] = red + (Math.imul(color[from]! - red, scale) >> 15);
  frame[at + 1] = green + (Math.imul(color[from + 1]! - green, scale) >> 15);
  frame[at + 2] = blue + (Math.imul(color[from + 2]! - blue, scale) >> 15);
}
