import { CHANNEL_MAX, createFrame, type Frame } from '../frame.ts';
import { type Ramp, sample, tint } from './palette.ts';

/** One colour of a picture: where it is in the palette, how bright, and how far bleached towards white. */
export interface ShadedColor {
  readonly position: number;
  readonly level: number;
  readonly whiteness?: number;
}

export const WHITE: Uint16Array = createFrame(1).fill(CHANNEL_MAX);

/**
 * Colours and brightness in one table, to be read with `sample` from 0 to 1: a pattern that only moves costs one look-up
 * a pixel, however elaborate it is. Positions of 1 and more, or below 0, begin the palette anew.
 */
export function shadedRamp(colors: Ramp, shadeAt: (x: number) => ShadedColor): Ramp {
  const steps = colors.length / 3;
  const table = new Uint16Array(colors.length);
  for (let step = 0; step < steps; step++) {
    const { position, level, whiteness = 0 } = shadeAt(step / steps);
    sample(colors, Math.min(position - Math.floor(position), 1 - 1 / steps), 1, table, step * 3);
    if (whiteness > 0) tint(table, step * 3, WHITE, whiteness);
    for (let channel = 0; channel < 3; channel++) table[step * 3 + channel]! *= level;
  }
  return table;
}

/** The ring with each colour blended with its neighbours, as far as `reach` to either side and across the seam. */
export function blurRing(ring: Ramp, radius: number): Ramp {
  const steps = ring.length / 3;
  const near = Math.round(radius * steps);
  const colorAt = (step: number, channel: number) => ring[((step + steps) % steps) * 3 + channel]!;
  const soft = new Uint16Array(ring.length);
  for (let channel = 0; channel < 3; channel++) {
    let sum = 0;
    for (let step = -near; step <= near; step++) sum += colorAt(step, channel);
    for (let step = 0; step < steps; step++) {
      soft[step * 3 + channel] = sum / (2 * near + 1);
      sum += colorAt(step + near + 1, channel) - colorAt(step - near, channel);
    }
  }
  return soft;
}

/**
 * Adds a light to the pixel whose red is `frame[at]`, as far as it outshines what is there: `color` dimmed to `level`, with
 * a share `white` of it bleached. Both 0 to 1.
 */
export function lightenPixel(
  frame: Frame,
  at: number,
  color: Frame,
  from: number,
  level: number,
  white: number,
): void {
  const bleached = level * white;
  const tinted = ((level - bleached) * 0x10000) | 0;
  const added = (bleached * CHANNEL_MAX) | 0;
  const red = (Math.imul(color[from]!, tinted) >>> 16) + added;
  const green = (Math.imul(color[from + 1]!, tinted) >>> 16) + added;
  const blue = (Math.imul(color[from + 2]!, tinted) >>> 16) + added;
  if (red > frame[at]!) frame[at] = red;
  if (green > frame[at + 1]!) frame[at + 1] = green;
  if (blue > frame[at + 2]!) frame[at + 2] = blue;
}
