import type { Animation } from '../animation.ts';
import { blurRamp, rampOf, sample } from '../color/palette.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';
import { smoothStep, tabulate } from '../math/curve-table.ts';
import { fraction } from '../math/phase.ts';
import { hash } from '../random/seeded-random.ts';
import { type NoiseTile, noiseAt, TILE_SIZE, tileColumns } from '../random/value-noise.ts';

/** A seamless square of gradient noise, as `noiseAt` reads it, with this many gradients along an edge. */
const TILE_MASK = TILE_SIZE - 1;
const LATTICE_SIZE = 5;

/** One layer rises and the other turns, each along one edge of its tile. In tiles per base radius and a second. */
const RISING_LAYER = { along: 0.2, perSecond: 0.021 } as const;
const TURNING_LAYER = { along: 0.27, perSecond: 0.027 } as const;

/** Brightness by noise: clouds with almost darkness between them. */
const NIGHT_LEVEL = 0.07;
const LEVEL_CURVE = tabulate((x) => NIGHT_LEVEL + (1 - NIGHT_LEVEL) * smoothStep(0.36, 0.68, x) ** 1.2);
const BLUR_RADIUS = 0.03;

export const driftingNoise: Animation = {
  title: 'Drifting noise',
  description: 'Soft clouds of colour drift around the tree and change as they pass each other.',
  tags: ['calm', 'maths'],
  palette: 'sunset',
  speed: 1,
  isStill: false,

  prepare({ strip, palette, seed }) {
    const { count, angle, height } = strip;
    const { aspectRatio } = surfaceMetrics(strip);
    const ramp = blurRamp(rampOf(palette), BLUR_RADIUS);
    const tile = createGradientNoise(seed);
    const risingColumns = tileColumns(angle);
    const risingPlaces = height.map((h) => 1 + h * aspectRatio * RISING_LAYER.along);
    const turningColumns = tileColumns(height.map((h) => h * aspectRatio * TURNING_LAYER.along));

    return (timeS, frame) => {
      const risen = fraction(timeS * RISING_LAYER.perSecond);
      const turned = fraction(timeS * TURNING_LAYER.perSecond);
      for (let i = 0; i < count; i++) {
        const one = noiseAt(tile, risingColumns[i]!, risingPlaces[i]! - risen);
        const other = noiseAt(tile, turningColumns[i]!, angle[i]! + turned);
        const cloud = 0.5 * (one + other);
        const hue = 0.5 + 1.3 * (one - other);
        const within = hue < 0 ? 0 : hue > 0.999 ? 0.999 : hue;
        sample(ramp, within, LEVEL_CURVE[(cloud * 1023) | 0]!, frame, i * 3);
      }
    };
  },
};

/** Perlin noise (1985) with the smoother interpolation of 2002, scaled to 0 to 1. */
function createGradientNoise(seed: number): NoiseTile {
  const slopes = Array.from({ length: LATTICE_SIZE * LATTICE_SIZE }, (_, n) => {
    const radians = (2 * Math.PI * (hash(seed, n) >>> 0)) / 2 ** 32;
    return { x: Math.cos(radians), y: Math.sin(radians) };
  });
  const slope = (column: number, row: number, dx: number, dy: number) => {
    const { x, y } = slopes[(column % LATTICE_SIZE) + (row % LATTICE_SIZE) * LATTICE_SIZE]!;
    return dx * x + dy * y;
  };
  const raw = Float32Array.from({ length: TILE_SIZE * TILE_SIZE }, (_, at) => {
    const [u, v] = [
      ((at & TILE_MASK) * LATTICE_SIZE) / TILE_SIZE,
      (Math.floor(at / TILE_SIZE) * LATTICE_SIZE) / TILE_SIZE,
    ];
    const [column, row] = [Math.floor(u), Math.floor(v)];
    const [dx, dy] = [u - column, v - row];
    const lower =
      slope(column, row, dx, dy) * (1 - smootherStep(dx)) +
      slope(column + 1, row, dx - 1, dy) * smootherStep(dx);
    const upper =
      slope(column, row + 1, dx, dy - 1) * (1 - smootherStep(dx)) +
      slope(column + 1, row + 1, dx - 1, dy - 1) * smootherStep(dx);
    return lower * (1 - smootherStep(dy)) + upper * smootherStep(dy);
  });
  const least = raw.reduce((a, b) => Math.min(a, b));
  const most = raw.reduce((a, b) => Math.max(a, b));
  return raw.map((value) => (value - least) / (most - least));
}

function smootherStep(x: number): number {
  return x * x * x * (x * (x * 6 - 15) + 10);
}
