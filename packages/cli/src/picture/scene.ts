import type { View } from '../tree/view.ts';
import { Canvas, type Drawing } from './canvas.ts';
import { lots } from './chance.ts';
import { drawFir } from './fir.ts';
import { type Material, mixed } from './material.ts';

const ZENITH: Material = { dark: [0.0014, 0.002, 0.0052], albedo: [0.02, 0.02, 0.03] };
const HORIZON: Material = { dark: [0.0055, 0.0085, 0.0185], albedo: [0.03, 0.03, 0.04] };
const STAR: Material = { dark: [0.16, 0.18, 0.24], albedo: [0, 0, 0] };
const SNOW: Material = { dark: [0.024, 0.033, 0.056], albedo: [1.1, 1.15, 1.25] };
const SHADED_SNOW: Material = { dark: [0.008, 0.012, 0.024], albedo: [0.7, 0.75, 0.85] };
const BARK: Material = { dark: [0.011, 0.0075, 0.005], albedo: [0.5, 0.34, 0.22] };
const SHADED_BARK: Material = { dark: [0.003, 0.0022, 0.002], albedo: [0.2, 0.13, 0.09] };

const STARS = 26;

/** In radii of the foliage. */
const TRUNK_HALF_WIDTH = 0.062;
const TRUNK_LENGTH = 0.22;
const TRUNK_TOP = 0.15;
/** The snow's crest below the lowest boughs, how it falls off to the sides, and one gentle wave in it. */
const CREST = -0.1;
const FALL = 0.05;
const WAVE = 0.012;
/** The tree's shadow from the sky's light: half as wide, and as deep. */
const SHADE_WIDTH = 0.85;
const SHADE_DEPTH = 0.13;

/** All that does not depend on the string: a clear night, snow, and a fir in it. */
export function drawScene(view: View): Drawing {
  const canvas = new Canvas(view.width, view.height);
  const size = view.scale * view.cone.radius;
  const across = (x: number) => (x - view.centre) / size;
  const rise = (y: number) => (view.ground - y) / size;
  canvas.fill((_x, y) => mixed(ZENITH, HORIZON, Math.min(1, (y / view.ground) ** 1.8)));
  drawStars(canvas, view);
  canvas.fill((x, y) => snowAt(across(x), rise(y)));
  canvas.fill((x, y) => trunkAt(across(x), rise(y)));
  drawFir(canvas, view);
  return canvas.develop();
}

function drawStars(canvas: Canvas, { ground }: View): void {
  const lot = lots(3);
  for (let star = 0; star < STARS; star++) {
    const [x, y] = [lot() * canvas.width, lot() * lot() * ground];
    canvas.stroke(x, y, x, y, mixed(ZENITH, STAR, 0.15 + 0.85 * lot()));
  }
}

function snowAt(across: number, rise: number): Material | undefined {
  const depth = CREST - FALL * across ** 2 + WAVE * Math.sin(5 * across + 1) - rise;
  if (depth < 0) return undefined;
  const far = Math.exp(-2.2 * depth);
  const shade = Math.exp(-((across / SHADE_WIDTH) ** 2) - ((depth - 0.08) / SHADE_DEPTH) ** 2);
  return mixed(mixed(SHADED_SNOW, SNOW, 0.35 + 0.65 * far), SHADED_SNOW, 0.85 * shade);
}

function trunkAt(across: number, rise: number): Material | undefined {
  const half = TRUNK_HALF_WIDTH * (1 - 0.3 * rise);
  if (rise > TRUNK_TOP || rise < -TRUNK_LENGTH || Math.abs(across) > half) return undefined;
  return mixed(BARK, SHADED_BARK, Math.min(1, 0.25 + (across / half) ** 2));
}
