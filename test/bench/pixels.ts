import {
  ANIMATIONS,
  BUILT_IN_IDS,
  CHANNEL_MAX,
  createFrame,
  helixStrip,
  PALETTES,
} from '@garland/animations';
import { chipCurrents, type PowerConfig } from '@garland/driver-config';
import { blendFrames } from '@garland/led-driver/render/blend-frames';
import { FlashGuard } from '@garland/led-driver/render/flash-guard';
import { createColorBalance } from '@garland/led-driver/render/pipeline/color-balance';
import { UNITY } from '@garland/led-driver/render/pipeline/fixed-point';
import { Pipeline } from '@garland/led-driver/render/pipeline/pipeline';
import { createWordsToLight } from '@garland/led-driver/render/pipeline/preview-color';
import { type Benchmark, measureNsPerUnit } from './measure.ts';
import { referenceBenchmark } from './reference-benchmark.ts';

export interface PixelCosts {
  readonly pixels: number;
  /** Nanoseconds a pixel, by animation ID and stage of the pipeline. */
  readonly nanoseconds: Readonly<Record<string, number>>;
  /** Nanoseconds a step of the work that never changes. */
  readonly referenceNs: number;
}

export const PIPELINE = 'output pipeline';
const PIPELINE_RGBW = 'output pipeline, RGBW';
const CROSSFADE = 'crossfade';
const FLASH_GUARD = 'flash guard';
const FLASH_GUARD_HOLDING = 'flash guard, keeping back';

/** At the power limit, with everything on: the dearest case. */
const BENCH_LIGHT = {
  brightness: 80,
  frames_per_second: 60,
  gamma: 2.2,
  crossfade_ms: 800,
  crossfade_curve: 'smooth',
  dithering: true,
  color_correction: 'smd5050',
  white_point_k: 4000,
  white_led_k: 3000,
  animation: 'off',
} as const;
const BENCH_POWER: PowerConfig = {
  ...chipCurrents({ chip: 'sk6812', color_order: 'grbw' }),
  budget_ma: 2000,
  other_ma: 0,
};
const FRAME_S = 1 / 60;

/** What a pixel costs: in each animation, and in the whole output pipeline. */
export function measurePixels(pixels: number): PixelCosts {
  const animations = BUILT_IN_IDS.map((id) => animationBenchmark(id, pixels));
  const unchanging = referenceBenchmark();
  const stages = [
    pipelineBenchmark(PIPELINE, pixels, false),
    pipelineBenchmark(PIPELINE_RGBW, pixels, true),
    crossfadeBenchmark(pixels),
    ...flashGuardBenchmarks(pixels),
  ];
  const figures = measureNsPerUnit([...animations, ...stages, unchanging]);
  const { [unchanging.name]: referenceNs = Number.NaN, ...nanoseconds } = Object.fromEntries(figures);
  return { pixels, nanoseconds, referenceNs };
}

function animationBenchmark(id: (typeof BUILT_IN_IDS)[number], pixels: number): Benchmark {
  const { palette, prepare } = ANIMATIONS[id];
  const paint = prepare({ strip: helixStrip({ pixels }), palette: PALETTES[palette], seed: 1 });
  const frame = createFrame(pixels);
  let timeS = 0;
  return {
    name: id,
    units: pixels,
    run: () => {
      timeS += FRAME_S;
      paint(timeS, frame);
    },
  };
}

function pipelineBenchmark(name: string, pixels: number, hasWhite: boolean): Benchmark {
  const frame = colorfulFrame(pixels);
  const strip = { pixels: new Uint32Array(pixels), maskedPixels: 0, hasWhite };
  const pipeline = new Pipeline(strip, BENCH_LIGHT, BENCH_POWER);
  return { name, units: pixels, run: () => pipeline.run(frame, 0.8, FRAME_S, 'playing') };
}

function crossfadeBenchmark(pixels: number): Benchmark {
  const from = colorfulFrame(pixels);
  const to = colorfulFrame(pixels);
  return { name: CROSSFADE, units: pixels, run: () => blendFrames(from, to, UNITY >> 1) };
}

/** Of a fire, whose reds take the longest to judge; and of a strobe, most of which is kept back. */
function flashGuardBenchmarks(pixels: number): Benchmark[] {
  const strobe = Array.from({ length: 24 }, (_, n) => new Uint32Array(pixels).fill(n % 4 < 2 ? 0xffffff : 0));
  return [
    flashGuardBenchmark(FLASH_GUARD, pixels, renderFrames('fire', pixels)),
    flashGuardBenchmark(FLASH_GUARD_HOLDING, pixels, strobe),
  ];
}

function flashGuardBenchmark(name: string, pixels: number, frames: readonly Uint32Array[]): Benchmark {
  const flashGuard = new FlashGuard({
    strip: helixStrip({ pixels }),
    wordsToLight: createWordsToLight(createColorBalance(BENCH_LIGHT)),
    isWithinBudget: () => true,
    startedMs: Number.NEGATIVE_INFINITY,
  });
  const words = new Uint32Array(pixels);
  let number = 0;
  return {
    name,
    units: pixels,
    run: () => {
      words.set(frames[number++ % frames.length]!);
      flashGuard.apply(words, number * FRAME_S * 1000);
    },
  };
}

/** Two seconds of an animation, about as they are sent. Not by a pipeline: the real driver has no second one either. */
function renderFrames(id: (typeof BUILT_IN_IDS)[number], pixels: number): Uint32Array[] {
  const { palette, prepare } = ANIMATIONS[id];
  const paint = prepare({ strip: helixStrip({ pixels }), palette: PALETTES[palette], seed: 1 });
  const frame = createFrame(pixels);
  const duty = (at: number): number => Math.round(255 * (frame[at]! / CHANNEL_MAX) ** BENCH_LIGHT.gamma);
  return Array.from({ length: 120 }, (_, n) => {
    paint(n * FRAME_S, frame);
    return Uint32Array.from({ length: pixels }, (_, pixel) => {
      const i = pixel * 3;
      return (duty(i) << 16) | (duty(i + 1) << 8) | duty(i + 2);
    });
  });
}

function colorfulFrame(pixels: number) {
  return createFrame(pixels).map((_, i) => (i * 40_503) & 0xffff);
}
