import { difference, type Lab, labOf, mix, parseHex, rgbOf } from './color.ts';
import { type Frame, FULL } from './frame.ts';

/**
 * Colours by position in [0,1), as 256 steps of 16-bit perceptual RGB: what `sample` looks up. Length 768. A palette
 * holds colours at their full strength; to dim them is an animation's part.
 */
export interface Palette {
  readonly title: string;
  /** The end leads back to the beginning without a seam. */
  readonly cyclic: boolean;
  readonly rgb: Uint16Array;
}

/** A palette laid out for `sample`: one more step than the palette has, so that the last one has an end to lead to. */
export type Ramp = Uint16Array;

const STEPS = 256;
/** Of each swatch's width, the share in which it turns into the next one. */
const SWATCH_EDGE = 0.2;

/** Colours that flow into each other so that equal steps look equal, throughout: no stop draws attention. */
export function gradient(title: string, stops: readonly string[], cyclic = false): Palette {
  const colors = stops.map((stop) => labOf(parseHex(stop)));
  if (cyclic) colors.push(colors[0]!);
  const lengths = colors.slice(1).map((color, i) => difference(colors[i]!, color));
  const step = lengths.reduce((sum, length) => sum + length, 0) / (cyclic ? STEPS : STEPS - 1);
  return bake(title, cyclic, (i) => {
    let way = i * step;
    let segment = 0;
    while (segment < lengths.length - 1 && way > lengths[segment]!) way -= lengths[segment++]!;
    return mix(colors[segment]!, colors[segment + 1]!, Math.min(1, way / (lengths[segment]! || 1)));
  });
}

/** Colours side by side, each as wide as the others and pure but for a narrow edge: bulbs out of one box. Cyclic. */
export function swatches(title: string, stops: readonly string[]): Palette {
  const colors = stops.map((stop) => labOf(parseHex(stop)));
  return bake(title, true, (i) => {
    const place = (i / STEPS) * colors.length;
    const swatch = Math.floor(place);
    const edge = Math.max(0, (place - swatch - 1 + SWATCH_EDGE) / SWATCH_EDGE);
    return mix(colors[swatch]!, colors[(swatch + 1) % colors.length]!, edge);
  });
}

function bake(title: string, cyclic: boolean, colorAt: (step: number) => Lab): Palette {
  const rgb = new Uint16Array(STEPS * 3);
  for (let i = 0; i < STEPS; i++) {
    rgb.set(
      rgbOf(colorAt(i)).map((value) => Math.round(value * FULL)),
      i * 3,
    );
  }
  return { title, cyclic, rgb };
}

/** The palette from its beginning at 0 to its end at 1. */
export function rampOf({ rgb, cyclic }: Palette): Ramp {
  return Uint16Array.of(...rgb, ...(cyclic ? rgb.subarray(0, 3) : rgb.subarray(-3)));
}

/** The palette as a ring: one that does not close by itself runs there and back. */
export function ringOf(palette: Palette): Ramp {
  const there = rampOf(palette);
  if (palette.cyclic) return there;
  return there.map((_, at) => {
    const step = Math.floor(at / 3);
    return there[Math.min(step, STEPS - step) * 2 * 3 + (at % 3)]!;
  });
}

/** Paints the pixel whose red is `frame[at]`: the ramp at `position`, 0 to 1, 1 excluded, dimmed to `level`, 0 to 1. */
export function sample(ramp: Ramp, position: number, level: number, frame: Frame, at: number): void {
  const place = position * STEPS;
  const step = place | 0;
  const rest = (place - step) * level;
  const main = level - rest;
  const from = step * 3;
  frame[at] = ramp[from]! * main + ramp[from + 3]! * rest;
  frame[at + 1] = ramp[from + 1]! * main + ramp[from + 4]! * rest;
  frame[at + 2] = ramp[from + 2]! * main + ramp[from + 5]! * rest;
}
