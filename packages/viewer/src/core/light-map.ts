import type { Projection } from './projection.ts';

/** How much of each light reaches which dots. It is calculated once, as neither the tree nor the viewer moves. */
export interface LightMap {
  /** The entries of light i are those from `offsets[i]` up to `offsets[i + 1]`. */
  readonly offsets: Uint32Array;
  readonly dots: Uint32Array;
  /** Three for each entry: the shares of red, green and blue. */
  readonly weights: Float32Array;
}

/** Collects a map's entries in any order of the lights. */
export class LightMapBuilder {
  readonly #entries: number[][];

  constructor(lights: number) {
    this.#entries = Array.from({ length: lights }, () => []);
  }

  add(light: number, dot: number, red: number, green: number, blue: number): void {
    this.#entries[light]!.push(dot, red, green, blue);
  }

  build(): LightMap {
    const total = this.#entries.reduce((sum, entries) => sum + entries.length / 4, 0);
    const offsets = new Uint32Array(this.#entries.length + 1);
    const dots = new Uint32Array(total);
    const weights = new Float32Array(total * 3);
    let next = 0;
    this.#entries.forEach((entries, light) => {
      for (let i = 0; i < entries.length; i += 4, next++) {
        dots[next] = entries[i]!;
        for (let channel = 0; channel < 3; channel++) weights[next * 3 + channel] = entries[i + 1 + channel]!;
      }
      offsets[light + 1] = next;
    });
    return { offsets, dots, weights };
  }
}

/** Adds the lights in these colours, times `gain`, to an image in linear RGB. Missing colours are dark. */
export function addLights(
  { offsets, dots, weights }: LightMap,
  linearRgb: ArrayLike<number>,
  gain: number,
  target: Float32Array,
): void {
  for (let light = 0; light + 1 < offsets.length; light++) {
    const red = gain * (linearRgb[light * 3] ?? 0);
    const green = gain * (linearRgb[light * 3 + 1] ?? 0);
    const blue = gain * (linearRgb[light * 3 + 2] ?? 0);
    if (red + green + blue === 0) continue;
    const end = offsets[light + 1]!;
    for (let entry = offsets[light]!; entry < end; entry++) {
      const at = dots[entry]! * 3;
      target[at]! += red * weights[entry * 3]!;
      target[at + 1]! += green * weights[entry * 3 + 1]!;
      target[at + 2]! += blue * weights[entry * 3 + 2]!;
    }
  }
}

/** The mean distance between neighbouring lights, in dots, of those that face the viewer. */
export function lightSpacingDots({ cone, dotsPerUnit, lightX }: Projection): number {
  return dotsPerUnit * Math.sqrt((2 * cone.radius * cone.height) / lightX.length);
}

/** Visits the dots in the square around a light, each with its middle's distance from the light. */
export function forEachDotWithin(
  { width, height, lightX, lightY }: Projection,
  light: number,
  radiusDots: number,
  visit: (dot: number, distance: number) => void,
): void {
  const [x, y] = [lightX[light]!, lightY[light]!];
  const bottom = Math.min(height - 1, Math.floor(y + radiusDots));
  const right = Math.min(width - 1, Math.floor(x + radiusDots));
  for (let row = Math.max(0, Math.floor(y - radiusDots)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor(x - radiusDots)); column <= right; column++) {
      visit(row * width + column, Math.hypot(column + 0.5 - x, row + 0.5 - y));
    }
  }
}
