import { foliageAt } from './silhouette.ts';
import { PITCH_COSINE, PITCH_SINE, type View } from './view.ts';

/** The unlit scene: what each dot looks like in the dark, and how it takes the light of the string. Linear RGB. */
export interface Backdrop {
  readonly dark: Float32Array;
  /** The share of each colour that the dot throws back, and that therefore shows in a light's glow. */
  readonly albedo: Float32Array;
}

interface Material {
  readonly dark: readonly [number, number, number];
  readonly albedo: readonly [number, number, number];
}

const NIGHT: Material = { dark: [0.0016, 0.0022, 0.0052], albedo: [0.12, 0.12, 0.14] };
const HORIZON: Material = { dark: [0.0042, 0.006, 0.0125], albedo: [0.12, 0.12, 0.14] };
const NEEDLES: Material = { dark: [0.0068, 0.024, 0.0115], albedo: [0.48, 0.9, 0.5] };
const SHADOW: Material = { dark: [0.0028, 0.0105, 0.0062], albedo: [0.2, 0.45, 0.24] };
const BARK: Material = { dark: [0.034, 0.0185, 0.0105], albedo: [0.6, 0.42, 0.3] };
const SNOW: Material = { dark: [0.034, 0.043, 0.064], albedo: [1.6, 1.7, 1.9] };
const GOLD: Material = { dark: [0.42, 0.26, 0.05], albedo: [1, 0.85, 0.4] };

const TRUNK_HALF_WIDTH = 0.11;
const TRUNK_LENGTH = 0.3;
const SNOW_REACH = 1.7;
const SNOW_DEPTH = 0.3;
const STAR_RADIUS = 0.17;
/** Each dot is looked at in this many places each way, for smooth edges. */
const SAMPLES = 3;

export function paintBackdrop(view: View): Backdrop {
  const { width, height } = view;
  const dark = new Float32Array(width * height * 3);
  const albedo = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      for (let sample = 0; sample < SAMPLES ** 2; sample++) {
        const dx = ((sample % SAMPLES) + 0.5) / SAMPLES;
        const dy = (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
        const material = materialAt(view, x + dx, y + dy);
        for (let channel = 0; channel < 3; channel++) {
          dark[at + channel]! += (material.dark[channel] ?? 0) / SAMPLES ** 2;
          albedo[at + channel]! += (material.albedo[channel] ?? 0) / SAMPLES ** 2;
        }
      }
    }
  }
  return { dark, albedo };
}

function materialAt(view: View, x: number, y: number): Material {
  const across = (x - view.centre) / (view.scale * view.cone.radius);
  const rise = (view.ground - y) / (view.scale * view.cone.radius);
  const tall = (view.cone.height * PITCH_COSINE) / view.cone.radius;
  return (
    starAt(across, rise - tall - STAR_RADIUS * 0.55) ??
    needlesAt(across, rise, tall, x, y) ??
    trunkAt(across, rise) ??
    snowAt(across, rise) ??
    skyAt(x, y, view)
  );
}

/** Five points: the radius swings between the tips and the notches. */
function starAt(across: number, rise: number): Material | undefined {
  const distance = Math.hypot(across, rise);
  if (distance > STAR_RADIUS) return undefined;
  const fifth = (2 * Math.PI) / 5;
  const turn = Math.abs(Math.atan2(across, rise)) % fifth;
  const fromTip = Math.min(turn, fifth - turn) / (fifth / 2);
  return distance < STAR_RADIUS * (1 - 0.58 * fromTip ** 0.7) ? GOLD : undefined;
}

function needlesAt(across: number, rise: number, tall: number, x: number, y: number): Material | undefined {
  // The front of the foot bulges towards us, which puts it lower in the picture.
  const bulge = PITCH_SINE * Math.sqrt(Math.max(0, 1 - across ** 2)) * Math.max(0, 1 - rise / tall);
  const foliage = foliageAt(across, (rise + bulge) / (tall + bulge));
  if (!foliage) return undefined;
  const tuft = 0.75 + 0.5 * speckle(Math.floor(x), Math.floor(y));
  const light = Math.min(1, (1 - foliage.depth) ** 1.3 * tuft) * (1 - 0.45 * foliage.outward ** 2);
  return mix(SHADOW, NEEDLES, light);
}

function trunkAt(across: number, rise: number): Material | undefined {
  const half = TRUNK_HALF_WIDTH * (1 - 0.25 * rise);
  if (rise > 0 || rise < -TRUNK_LENGTH || Math.abs(across) > half) return undefined;
  return mix(BARK, SHADOW, 0.6 * (across / half) ** 2 + 0.3);
}

/** A soft mound that catches the light: the tree stands in snow. */
function snowAt(across: number, rise: number): Material | undefined {
  const top = -TRUNK_LENGTH * 0.62 - 0.07 * across ** 2;
  const reach = 1 - Math.abs(across) / SNOW_REACH;
  if (reach <= 0 || rise > top) return undefined;
  const depth = (top - rise) / SNOW_DEPTH;
  const edge = Math.min(1, reach * 2.2);
  const fade = edge * Math.max(0, 1 - depth) ** 0.8;
  return mix(HORIZON, SNOW, fade);
}

function skyAt(x: number, y: number, { height }: View): Material {
  const dot = speckle(Math.floor(x) + 71, Math.floor(y) + 13);
  const air = mix(NIGHT, HORIZON, (y / height) ** 2);
  return dot > 0.9955 && y < height * 0.72 ? mix(air, SNOW, (dot - 0.9955) * 200) : air;
}

function mix(a: Material, b: Material, share: number): Material {
  const blend = (p: Material['dark'], q: Material['dark']): Material['dark'] => [
    p[0] + (q[0] - p[0]) * share,
    p[1] + (q[1] - p[1]) * share,
    p[2] + (q[2] - p[2]) * share,
  ];
  return { dark: blend(a.dark, b.dark), albedo: blend(a.albedo, b.albedo) };
}

/** Chance in [0,1) that is always the same at the same dot. */
function speckle(x: number, y: number): number {
  let hash = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
}
