import { type Material, mixMaterials } from '../material.ts';
import { type MaterialBuffer, MaterialCanvas } from '../material-canvas.ts';
import { type Projection, TILT_COSINE, TILT_SINE, toRadii } from '../projection.ts';
import { foliageAt } from './foliage.ts';

const NIGHT_SKY: Material = { ambient: [0.0016, 0.0022, 0.0052], albedo: [0.12, 0.12, 0.14] };
const HORIZON: Material = { ambient: [0.0042, 0.006, 0.0125], albedo: [0.12, 0.12, 0.14] };
const FOLIAGE: Material = { ambient: [0.0068, 0.024, 0.0115], albedo: [0.48, 0.9, 0.5] };
const SHADED_FOLIAGE: Material = { ambient: [0.0028, 0.0105, 0.0062], albedo: [0.2, 0.45, 0.24] };
const BARK: Material = { ambient: [0.034, 0.0185, 0.0105], albedo: [0.6, 0.42, 0.3] };
const SNOW: Material = { ambient: [0.034, 0.043, 0.064], albedo: [1.6, 1.7, 1.9] };
const GOLD_STAR: Material = { ambient: [0.42, 0.26, 0.05], albedo: [1, 0.85, 0.4] };

const TRUNK_HALF_WIDTH = 0.11;
const TRUNK_LENGTH = 0.3;
const SNOW_HALF_WIDTH = 1.7;
const SNOW_DEPTH = 0.3;
const STAR_RADIUS = 0.17;

/** The scene without the string's light. */
export function drawBackdrop(projection: Projection): MaterialBuffer {
  const canvas = new MaterialCanvas(projection.width, projection.height);
  canvas.fill((x, y) => materialAt(projection, x, y));
  return canvas.resolve();
}

function materialAt(projection: Projection, x: number, y: number): Material {
  const { across, rise } = toRadii(projection, x, y);
  const aspectRatio = (projection.cone.height * TILT_COSINE) / projection.cone.radius;
  return (
    starAt(across, rise - aspectRatio - STAR_RADIUS * 0.55) ??
    foliageMaterialAt(across, rise, aspectRatio, x, y) ??
    trunkAt(across, rise) ??
    snowAt(across, rise) ??
    skyAt(x, y, projection)
  );
}

/** Five-pointed: the radius swings between the tips and the notches. */
function starAt(across: number, rise: number): Material | undefined {
  const distance = Math.hypot(across, rise);
  if (distance > STAR_RADIUS) return undefined;
  const sector = (2 * Math.PI) / 5;
  const angle = Math.abs(Math.atan2(across, rise)) % sector;
  const fromTip = Math.min(angle, sector - angle) / (sector / 2);
  return distance < STAR_RADIUS * (1 - 0.58 * fromTip ** 0.7) ? GOLD_STAR : undefined;
}

function foliageMaterialAt(
  across: number,
  rise: number,
  aspectRatio: number,
  x: number,
  y: number,
): Material | undefined {
  // The front of the foot bulges towards the viewer, which puts it lower in the image.
  const bulge = TILT_SINE * Math.sqrt(Math.max(0, 1 - across ** 2)) * Math.max(0, 1 - rise / aspectRatio);
  const foliage = foliageAt(across, (rise + bulge) / (aspectRatio + bulge));
  if (!foliage) return undefined;
  const dotVariation = 0.75 + 0.5 * dotNoise(Math.floor(x), Math.floor(y));
  const shade =
    Math.min(1, (1 - foliage.tierPosition) ** 1.3 * dotVariation) * (1 - 0.45 * foliage.radialPosition ** 2);
  return mixMaterials(SHADED_FOLIAGE, FOLIAGE, shade);
}

function trunkAt(across: number, rise: number): Material | undefined {
  const half = TRUNK_HALF_WIDTH * (1 - 0.25 * rise);
  if (rise > 0 || rise < -TRUNK_LENGTH || Math.abs(across) > half) return undefined;
  return mixMaterials(BARK, SHADED_FOLIAGE, 0.6 * (across / half) ** 2 + 0.3);
}

/** A soft mound of snow that catches the light. */
function snowAt(across: number, rise: number): Material | undefined {
  const top = -TRUNK_LENGTH * 0.62 - 0.07 * across ** 2;
  const widthLeft = 1 - Math.abs(across) / SNOW_HALF_WIDTH;
  if (widthLeft <= 0 || rise > top) return undefined;
  const depth = (top - rise) / SNOW_DEPTH;
  const edge = Math.min(1, widthLeft * 2.2);
  const fade = edge * Math.max(0, 1 - depth) ** 0.8;
  return mixMaterials(HORIZON, SNOW, fade);
}

function skyAt(x: number, y: number, { height }: Projection): Material {
  const noise = dotNoise(Math.floor(x) + 71, Math.floor(y) + 13);
  const sky = mixMaterials(NIGHT_SKY, HORIZON, (y / height) ** 2);
  return noise > 0.9955 && y < height * 0.72 ? mixMaterials(sky, SNOW, (noise - 0.9955) * 200) : sky;
}

/** A pseudo-random number in [0,1), always the same for a dot. */
function dotNoise(x: number, y: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
