import { type Material, mixMaterials } from '../material.ts';
import { type MaterialBuffer, MaterialCanvas } from '../material-canvas.ts';
import { type PointInRadii, type Projection, toRadii } from '../projection.ts';
import { drawFir } from './fir.ts';
import { xorshift32 } from './xorshift.ts';

const ZENITH: Material = { ambient: [0.0014, 0.002, 0.0052], albedo: [0.02, 0.02, 0.03] };
const HORIZON: Material = { ambient: [0.0055, 0.0085, 0.0185], albedo: [0.03, 0.03, 0.04] };
const STAR: Material = { ambient: [0.16, 0.18, 0.24], albedo: [0, 0, 0] };
const SNOW: Material = { ambient: [0.024, 0.033, 0.056], albedo: [1.1, 1.15, 1.25] };
const SHADED_SNOW: Material = { ambient: [0.008, 0.012, 0.024], albedo: [0.7, 0.75, 0.85] };
const BARK: Material = { ambient: [0.011, 0.0075, 0.005], albedo: [0.5, 0.34, 0.22] };
const SHADED_BARK: Material = { ambient: [0.003, 0.0022, 0.002], albedo: [0.2, 0.13, 0.09] };

const STAR_COUNT = 26;

/** In radii of the foliage. */
const TRUNK_HALF_WIDTH = 0.062;
const TRUNK_LENGTH = 0.22;
const TRUNK_TOP = 0.15;
/** The snow's crest below the lowest branches, its slope to the sides, and one gentle wave in it. */
const SNOW_CREST = -0.1;
const SNOW_SLOPE = 0.05;
const SNOW_WAVE = 0.012;
/** The tree's shadow from the sky's light: half as wide, and as deep. */
const SHADOW_WIDTH = 0.85;
const SHADOW_DEPTH = 0.13;

/** The scene without the string's light: a clear night, snow, and a fir in it. */
export function drawWinterScene(projection: Projection): MaterialBuffer {
  const canvas = new MaterialCanvas(projection.width, projection.height);
  canvas.fill((_x, y) => mixMaterials(ZENITH, HORIZON, Math.min(1, (y / projection.baseY) ** 1.8)));
  drawStars(canvas, projection);
  canvas.fill((x, y) => snowAt(toRadii(projection, x, y)));
  canvas.fill((x, y) => trunkAt(toRadii(projection, x, y)));
  drawFir(canvas, projection);
  return canvas.resolve();
}

function drawStars(canvas: MaterialCanvas, { baseY }: Projection): void {
  const random = xorshift32(3);
  for (let star = 0; star < STAR_COUNT; star++) {
    const [x, y] = [random() * canvas.width, random() * random() * baseY];
    canvas.stroke(x, y, x, y, mixMaterials(ZENITH, STAR, 0.15 + 0.85 * random()));
  }
}

function snowAt({ across, rise }: PointInRadii): Material | undefined {
  const depth = SNOW_CREST - SNOW_SLOPE * across ** 2 + SNOW_WAVE * Math.sin(5 * across + 1) - rise;
  if (depth < 0) return undefined;
  const far = Math.exp(-2.2 * depth);
  const shade = Math.exp(-((across / SHADOW_WIDTH) ** 2) - ((depth - 0.08) / SHADOW_DEPTH) ** 2);
  return mixMaterials(mixMaterials(SHADED_SNOW, SNOW, 0.35 + 0.65 * far), SHADED_SNOW, 0.85 * shade);
}

function trunkAt({ across, rise }: PointInRadii): Material | undefined {
  const half = TRUNK_HALF_WIDTH * (1 - 0.3 * rise);
  if (rise > TRUNK_TOP || rise < -TRUNK_LENGTH || Math.abs(across) > half) return undefined;
  return mixMaterials(BARK, SHADED_BARK, Math.min(1, 0.25 + (across / half) ** 2));
}
