import { type LightConfig, maxPixelMa, type PowerConfig } from '@garland/driver-config';
import fc from 'fast-check';
import { type Motion, Pipeline } from '../src/render/pipeline/pipeline.ts';
import { FULL, LIGHT, POWER } from './driver-fixtures.ts';

export interface PipelineOptions {
  readonly pixels: number;
  /** More on the wire that stay dark. */
  readonly maskedPixels?: number;
  readonly hasWhite?: boolean;
  readonly light?: Partial<LightConfig>;
  readonly power?: Partial<PowerConfig>;
}

export interface PipelineKit {
  readonly pipeline: Pipeline;
  readonly words: Uint32Array;
  /** One frame, a fiftieth of a second after the last; returns the words that it sends. */
  run(frame: Uint16Array, brightness?: number, motion?: Motion): Uint32Array;
  /** The mean of each channel over so many frames of one picture, in steps: red, green, blue, white of each pixel. */
  mean(frame: Uint16Array, frames: number): Float64Array;
}

/** A pipeline in linear light unless another curve is asked for: what is painted is what should shine. */
export function pipelineKit({
  pixels,
  maskedPixels = 0,
  hasWhite = false,
  light,
  power,
}: PipelineOptions): PipelineKit {
  const words = new Uint32Array(pixels);
  const strip = { pixels: words, maskedPixels, hasWhite };
  const pipeline = new Pipeline(strip, { ...LIGHT, gamma: 1, ...light }, { ...POWER, ...power });
  const run = (frame: Uint16Array, brightness = 1, motion: Motion = 'playing'): Uint32Array => {
    pipeline.run(frame, brightness, 0.02, motion);
    return words;
  };
  const mean = (frame: Uint16Array, frames: number): Float64Array => {
    const sums = new Float64Array(pixels * 4);
    for (let i = 0; i < frames; i++) {
      run(frame);
      for (let channel = 0; channel < sums.length; channel++) sums[channel]! += byteOf(words, channel);
    }
    return sums.map((sum) => sum / frames);
  };
  return { pipeline, words, run, mean };
}

/** Counted red, green, blue, white of the first pixel, then of the second, … */
export function byteOf(words: Uint32Array, channel: number): number {
  return (words[channel >> 2]! >>> [16, 8, 0, 24][channel & 3]!) & 255;
}

/** What these words draw, counted from the bytes themselves, with everything else on the supply. */
export function milliampsOf(words: Uint32Array, power: PowerConfig): number {
  const fullMa = [power.red_ma, power.green_ma, power.blue_ma, power.white_ma];
  let sumMa = power.other_ma + words.length * power.idle_ma;
  for (let pixel = 0; pixel < words.length; pixel++) {
    const steps = fullMa.map((_, channel) => byteOf(words, pixel * 4 + channel));
    const currents = steps.map((step, channel) => (step * fullMa[channel]!) / 255);
    sumMa += power.drawn === 'sum' ? currents.reduce((sum, each) => sum + each) : Math.max(...currents);
  }
  return sumMa;
}

/** A picture of one colour. */
export function solidFrame(pixels: number, red: number, green: number, blue: number): Uint16Array {
  return Uint16Array.from({ length: pixels * 3 }, (_, i) => [red, green, blue][i % 3]!);
}

export const levelArbitrary: fc.Arbitrary<number> = fc.integer({ min: 0, max: FULL });

/** Any picture of so many pixels; plain ones too, because they are the brightest, and all alike. */
export function frameArbitrary(pixels: number): fc.Arbitrary<Uint16Array> {
  return fc.oneof(
    fc.constantFrom(0, FULL).map((value) => new Uint16Array(pixels * 3).fill(value)),
    fc
      .integer()
      .map((seed) => new Uint16Array(pixels * 3).map((_, i) => Math.imul(i + seed, 2654435761) >>> 16)),
    fc
      .array(levelArbitrary, { minLength: 3, maxLength: 9 })
      .map((some) => new Uint16Array(pixels * 3).map((_, i) => some[i % some.length]!)),
  );
}

/** Any power configuration that the driver accepts, budgets near the edge among them. */
export function powerArbitrary(pixels: number): fc.Arbitrary<PowerConfig> {
  const ma = fc.double({ min: 0.1, max: 100, noNaN: true });
  return fc
    .record({
      other_ma: fc.integer({ min: 0, max: 1000 }),
      red_ma: ma,
      green_ma: ma,
      blue_ma: ma,
      white_ma: ma,
      idle_ma: fc.double({ min: 0, max: 10, noNaN: true }),
      drawn: fc.constantFrom('sum', 'largest' as const),
      spare: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ spare, ...power }) => {
      const dimmestMa = Math.ceil((2 * pixels * maxPixelMa(power, true)) / 255);
      const least = Math.ceil(power.other_ma + pixels * power.idle_ma) + dimmestMa;
      return { ...power, budget_ma: Math.ceil(least + spare ** 3 * 400 * pixels) };
    });
}

/** CIE L*, 0 to 100, of levels with a gamma of 2.2. */
export function lightness(pixel: readonly number[]): number {
  const [red, green, blue] = pixel.map((level) => (level / FULL) ** 2.2) as [number, number, number];
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return luminance <= 216 / 24389 ? (luminance * 24389) / 27 : 116 * Math.cbrt(luminance) - 16;
}
