import type { Frame } from '@garland/animations';
import type { PowerConfig } from '@garland/driver-config';

/** Fixed point: 1.0 as a 15-bit factor, so that its product with a 16-bit value stays a 31-bit integer. */
export const UNITY: number = 1 << 15;
const UNITY_BITS = 15;

const FULL = 65535;
const SEGMENT_BITS = 6;
const SEGMENT_MASK = (1 << SEGMENT_BITS) - 1;
const SEGMENTS = 65536 >> SEGMENT_BITS;
const HALF_STEP = 1 << (SEGMENT_BITS - 1);

/** Knots of a curve, one more than it has pieces, in 64ths of a 16-bit step. */
export type LightnessTable = Int32Array;

/**
 * A lightness curve: linear = perceptual^gamma, as 1024 straight pieces over 16 bits. It never falls, is exact at both
 * ends, and lies within two 16-bit steps of the curve, a hundredth of what 8 bits can show. The plain power law is what
 * the eye's response to LEDs is commonly approximated by.
 */
export function lightnessTable(gamma: number): LightnessTable {
  return Int32Array.from({ length: SEGMENTS + 1 }, (_, i) =>
    Math.round(((i << SEGMENT_BITS) / FULL) ** gamma * (FULL << SEGMENT_BITS)),
  );
}

/** The duty of each channel, summed over all pixels in units of a pixel's full duty. */
export interface Load {
  red: number;
  green: number;
  blue: number;
}

/**
 * Brightness, then perceptual to linear. Sums up the load on the way.
 *
 * @param brightness 0 to UNITY, in perceptual units
 * @param linear receives 16-bit linear RGB
 */
export function linearise(
  frame: Frame,
  brightness: number,
  table: LightnessTable,
  linear: Uint16Array,
  load: Load,
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let i = 0; i < frame.length; i += 3) {
    const r = lookUp(table, (frame[i]! * brightness) >> UNITY_BITS);
    const g = lookUp(table, (frame[i + 1]! * brightness) >> UNITY_BITS);
    const b = lookUp(table, (frame[i + 2]! * brightness) >> UNITY_BITS);
    linear[i] = r;
    linear[i + 1] = g;
    linear[i + 2] = b;
    red += r;
    green += g;
    blue += b;
  }
  load.red = red / FULL;
  load.green = green / FULL;
  load.blue = blue / FULL;
}

function lookUp(table: LightnessTable, value: number): number {
  const segment = value >> SEGMENT_BITS;
  const from = table[segment]!;
  const fine = from + (((table[segment + 1]! - from) * (value & SEGMENT_MASK)) >> SEGMENT_BITS);
  return (fine + HALF_STEP) >> SEGMENT_BITS;
}

/**
 * The light that words stand for: 8 bits of duty are so many of full light.
 *
 * @param light receives 16-bit linear RGB
 */
export function lightOf(words: Uint32Array, light: Uint16Array): void {
  for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
    const word = words[pixel]!;
    light[i] = (word >> 16) * 257;
    light[i + 1] = ((word >> 8) & 0xff) * 257;
    light[i + 2] = (word & 0xff) * 257;
  }
}

/** What a strip draws and may draw. */
export class PowerModel {
  readonly #power: PowerConfig;
  readonly #idleMa: number;
  /** Rounding to 8 bits can add half a step to every channel; the budget holds even then. */
  readonly #roundingMa: number;

  /** @param darkPixels on the wire besides the others: they draw what an idle pixel does, and no more */
  constructor(power: PowerConfig, pixels: number, darkPixels = 0) {
    this.#power = power;
    this.#idleMa = power.idle_ma * (pixels + darkPixels);
    this.#roundingMa = ((power.red_ma + power.green_ma + power.blue_ma) * pixels) / 255 / 2;
  }

  /** The estimated current of a frame at this load, all of it scaled by `scale`. */
  currentMa(load: Load, scale: number = UNITY): number {
    return this.#idleMa + (this.#lightMa(load) * scale) / UNITY;
  }

  /** The factor, 0 to UNITY, that keeps a frame of this load within the budget. */
  limit(load: Load): number {
    const lightMa = this.#lightMa(load);
    const availableMa = Math.max(0, this.#power.budget_ma - this.#idleMa - this.#roundingMa);
    return lightMa <= availableMa ? UNITY : Math.floor((availableMa / lightMa) * UNITY);
  }

  /** The estimated current of a frame as it is sent. */
  sentMa(words: Uint32Array): number {
    let lightMa = 0;
    for (const word of words) {
      const { red_ma, green_ma, blue_ma } = this.#power;
      lightMa += (word >> 16) * red_ma + ((word >> 8) & 0xff) * green_ma + (word & 0xff) * blue_ma;
    }
    return this.#idleMa + lightMa / 255;
  }

  /** Whether a frame may be sent. Darkness always may, also where the budget is too small for that. */
  bears(words: Uint32Array): boolean {
    return this.sentMa(words) <= Math.max(this.#power.budget_ma, this.#idleMa);
  }

  #lightMa({ red, green, blue }: Load): number {
    return red * this.#power.red_ma + green * this.#power.green_ma + blue * this.#power.blue_ma;
  }
}

/**
 * Power limit, rounding to 8 bits and packing, in one pass.
 *
 * @param scale 0 to UNITY
 * @param words receives 0x00RRGGBB for each pixel
 */
export function quantise(linear: Uint16Array, scale: number, words: Uint32Array): void {
  for (let pixel = 0, i = 0; pixel < words.length; pixel++, i += 3) {
    const r = toByte((linear[i]! * scale) >> UNITY_BITS);
    const g = toByte((linear[i + 1]! * scale) >> UNITY_BITS);
    const b = toByte((linear[i + 2]! * scale) >> UNITY_BITS);
    words[pixel] = (r << 16) | (g << 8) | b;
  }
}

/** 65535 → 255, rounded to nearest: 257 sixteen-bit steps to one of eight bits. */
function toByte(value: number): number {
  return (value * 255 + 32895) >> 16;
}

/**
 * Mixes `from` into `to`, in place and in perceptual units.
 *
 * @param weight of `to`, 0 to UNITY
 */
export function crossfade(from: Frame, to: Frame, weight: number): void {
  for (let i = 0; i < to.length; i++) {
    const start = from[i]!;
    to[i] = start + (((to[i]! - start) * weight) >> UNITY_BITS);
  }
}
