import { ANIMATIONS, BUILT_IN_IDS, createFrame, helixStrip, PALETTES } from '@garland/animations';
import {
  crossfade,
  lightnessTable,
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

const POWER = { budget_ma: 2000, red_ma: 16, green_ma: 11, blue_ma: 15, idle_ma: 1 };
const FRAME_S = 1 / 60;

/** What a pixel costs: in each animation, and in the output pipeline at the power limit, its dearest case. */
export function measurePixels(pixels: number): PixelFigures {
  const animations = BUILT_IN_IDS.map((id) => animation(id, pixels));
  const unchanging = reference();
  const figures = nanosecondsPerUnit([...animations, pipeline(pixels), fade(pixels), unchanging]);
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

function colourful(pixels: number) {
  return createFrame(pixels).map((_, i) => (i * 40_503) & 0xffff);
}
