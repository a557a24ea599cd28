import { CHANNEL_MAX, createFrame, type Frame } from '../frame.ts';
import { type Ramp, sample, tint } from './palette.ts';

/** One colour of a ramp: its palette position, brightness, and share of white. */
export interface ShadedColor {
  readonly position: number;
  readonly level: number;
  readonly whiteness?: number;
}

export const WHITE: Uint16Array = createFrame(1).fill(CHANNEL_MAX);

/**
 * Colours and brightness in one table for `sample`: a pattern that only moves costs one look-up per pixel, however
 * complex it is. Palette positions wrap around.
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

/**
 * Lightens the pixel whose red is `frame[at]`, channel by channel, to at least `color` dimmed to `level`, of which the
 * share `whiteness` is white. Both are 0 to 1.
 */
export function lightenPixel(
  frame: Frame,
  at: number,
  color: Frame,
  from: number,
  level: number,
  whiteness: number,
): void {
  const white = level * whiteness;
  const tinted = ((level - white) * 0x10000) | 0;
  const added = (white * CHANNEL_MAX) | 0;
  const red = (Math.imul(color[from]!, tinted) >>> 16) + added;
  const green = (Math.imul(color[from + 1]!, tinted) >>> 16) + added;
  const blue = (Math.imul(color[from + 2]!, tinted) >>> 16) + added;
  if (red > frame[at]!) frame[at] = red;
  if (green > frame[at + 1]!) frame[at + 1] = green;
  if (blue > frame[at + 2]!) frame[at + 2] = blue;
}
