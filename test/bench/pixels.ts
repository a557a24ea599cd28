import { ANIMATIONS, BUILT_IN_IDS, createFrame, helixStrip, PALETTES } from '@garland/animations';
import { FlashGuard } from '@garland/led-driver/engine/flash-guard';
import {
  crossfade,
  lightnessTable,
  lightOf,
  linearise,
  PowerModel,
  quantise,
  UNITY,
} from '@garland/led-driver/output/pipeline';
import { type Contender, nanosecondsPerUnit } from './measure.ts';
import { reference } from './reference.ts';

export interface PixelFigures {
  readonly pixels: number;
  /** Nanoseconds a pixel, by animation ID and stage of the pipeline. */
  readonly nanoseconds: Readonly<Record<string, number>>;
  /** Nanoseconds a step of the work that never changes. */
  readonly referenceNs: number;
}

export const PIPELINE = 'output pipeline';
export const CROSSFADE = 'crossfade';
export const FLASH_GUARD = 'flash guard';
const FLASH_GUARD_BUSY = 'flash guard, keeping back';

const POWER = { budget_ma: 2000, red_ma: 16, green_ma: 11, blue_ma: 15, idle_ma: 1 };
const FRAME_S = 1 / 60;

/** What a pixel costs: in each animation, and in the output pipeline at the power limit, its dearest case. */
export function measurePixels(pixels: number): PixelFigures {
  const animations = BUILT_IN_IDS.map((id) => animation(id, pixels));
  const unchanging = reference();
  const stages = [pipeline(pixels), fade(pixels), ...guards(pixels)];
  const figures = nanosecondsPerUnit([...animations, ...stages, unchanging]);
  const { [unchanging.name]: referenceNs = Number.NaN, ...nanoseconds } = Object.fromEntries(figures);
  return { pixels, nanoseconds, referenceNs };
}

function animation(id: (typeof BUILT_IN_IDS)[number], pixels: number): Contender {
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

function pipeline(pixels: number): Contender {
  const frame = colourful(pixels);
  const table = lightnessTable(2.2);
  const linear = new Uint16Array(pixels * 3);
  const words = new Uint32Array(pixels);
  const load = { red: 0, green: 0, blue: 0 };
  const power = new PowerModel(POWER, pixels);
  return {
    name: PIPELINE,
    units: pixels,
    run: () => {
      linearise(frame, Math.round(0.8 * UNITY), table, linear, load);
      quantise(linear, power.limit(load), words);
    },
  };
}

function fade(pixels: number): Contender {
  const from = colourful(pixels);
  const to = colourful(pixels);
  return { name: CROSSFADE, units: pixels, run: () => crossfade(from, to, UNITY >> 1) };
}

/** Of a fire, whose reds take the longest to judge; and of a strobe, most of which is kept back. */
function guards(pixels: number): Contender[] {
  const strobe = Array.from({ length: 24 }, (_, n) => new Uint32Array(pixels).fill(n % 4 < 2 ? 0xffffff : 0));
  return [guard(FLASH_GUARD, pixels, framesOf('fire', pixels)), guard(FLASH_GUARD_BUSY, pixels, strobe)];
}

function guard(name: string, pixels: number, frames: readonly Uint32Array[]): Contender {
  const flashGuard = new FlashGuard({
    strip: helixStrip({ pixels }),
    lightOf,
    bears: () => true,
    startedMs: Number.NEGATIVE_INFINITY,
  });
  const words = new Uint32Array(pixels);
  let number = 0;
  return {
    name,
    units: pixels,
    run: () => {
      words.set(frames[number++ % frames.length]!);
      flashGuard.pass(words, number * FRAME_S * 1000);
    },
  };
}

/** Two seconds of an animation, as they are sent. */
function framesOf(id: (typeof BUILT_IN_IDS)[number], pixels: number): Uint32Array[] {
  const { palette, prepare } = ANIMATIONS[id];
  const paint = prepare({ strip: helixStrip({ pixels }), palette: PALETTES[palette], seed: 1 });
  const frame = createFrame(pixels);
  const linear = new Uint16Array(pixels * 3);
  const load = { red: 0, green: 0, blue: 0 };
  return Array.from({ length: 120 }, (_, n) => {
    const words = new Uint32Array(pixels);
    paint(n * FRAME_S, frame);
    linearise(frame, UNITY, lightnessTable(2.2), linear, load);
    quantise(linear, UNITY, words);
    return words;
  });
}

function colourful(pixels: number) {
  return createFrame(pixels).map((_, i) => (i * 40_503) & 0xffff);
}
