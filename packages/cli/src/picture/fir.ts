import { PITCH_COSINE, PITCH_SINE, type View } from '../tree/view.ts';
import type { Canvas } from './canvas.ts';
import { lots } from './chance.ts';
import { type Material, mixed } from './material.ts';

const SHADOW: Material = { dark: [0.0009, 0.0026, 0.0024], albedo: [0.05, 0.11, 0.07] };
const NEEDLE: Material = { dark: [0.0042, 0.0122, 0.0092], albedo: [0.26, 0.62, 0.3] };
const TIP: Material = { dark: [0.0105, 0.0255, 0.0195], albedo: [0.55, 1, 0.5] };
const SNOW: Material = { dark: [0.042, 0.055, 0.08], albedo: [1.6, 1.65, 1.75] };

/** Whorls of boughs a radius of height; the lowest a little above the foot, and the higher the closer. */
const WHORLS = 6.5;
const FOOT = 0.045;
const CROWDING = 0.9;
/** Boughs in the whorl at the tip, and how many more at the foot. */
const FEWEST = 7;
const MORE = 13;

/** How far boughs reach beyond the lights, and what the tip has, in radii. */
const OVERHANG = 1.1;
const TIP_REACH = 0.03;
/** How a bough bends, for its length: it leaves the trunk so much higher, hangs so much lower, and its end turns up. */
const RISE = 0.22;
const DROOP = 0.38;
const UPTURN = 0.12;

/** From one pair of needle sprays to the next along a bough, how long one is where it is longest, and at the bough's end. */
const STEP = 0.012;
const SPRAY = 0.17;
const LAST_SPRAY = 0.035;
/** Of the sprays in the outer half of a bough, those that carry snow. */
const SNOWY = 0.16;

/** In radii of the tree's foot: x to the right, y away from us, z up. */
type Place = readonly [x: number, y: number, z: number];

interface Bough {
  readonly turn: number;
  readonly foot: number;
  readonly length: number;
  /** How fresh its green is, 0 to 1. */
  readonly fresh: number;
}

/** A fir that fills the cone of the lights: whorls of drooping boughs, each bough a flat fan of needles. */
export function drawFir(canvas: Canvas, view: View): void {
  const lot = lots(7);
  const tallness = view.cone.height / view.cone.radius;
  const whorls = Math.round(WHORLS * tallness);
  for (let whorl = 0; whorl < whorls; whorl++) {
    const up = FOOT + (1 - FOOT) * (whorl / whorls) ** CROWDING;
    const boughs = whorlOf(up, tallness * up, lot);
    // Those at the back first: what is in front of them covers them.
    boughs.sort((a, b) => farness(b) - farness(a));
    for (const bough of boughs) drawBough(canvas, view, bough, lot);
  }
}

function whorlOf(up: number, height: number, lot: () => number): Bough[] {
  const count = Math.round(FEWEST + MORE * (1 - up));
  const reach = (1 - up) * OVERHANG + TIP_REACH;
  const first = lot();
  return Array.from({ length: count }, (_, i) => {
    const length = reach * (0.86 + 0.24 * lot());
    return {
      turn: (i + first + 0.5 * (lot() - 0.5)) / count,
      foot: height + RISE * length + 0.06 * (lot() - 0.5),
      length,
      fresh: lot(),
    };
  });
}

/** 0 towards us, 1 away from us. */
function farness({ turn }: Bough): number {
  return (Math.sin(2 * Math.PI * turn) + 1) / 2;
}

function drawBough(canvas: Canvas, view: View, bough: Bough, lot: () => number): void {
  const { turn, length } = bough;
  const [cos, sin] = [Math.cos(2 * Math.PI * turn), Math.sin(2 * Math.PI * turn)];
  const lit = 1 - 0.6 * farness(bough);
  for (let along = 0.12; along <= 1; along += STEP / length) {
    const from = stemAt(bough, along);
    const spray = SPRAY * (0.35 + length) * (1 - along) ** 0.6 * (0.4 + along) + LAST_SPRAY;
    for (const side of [-1, 1]) {
      const reach = spray * (0.65 + 0.5 * lot());
      const to: Place = [
        from[0] + reach * (0.62 * cos - side * 0.7 * sin),
        from[1] + reach * (0.62 * sin + side * 0.7 * cos),
        from[2] - reach * (0.1 + 0.5 * lot()),
      ];
      const light = Math.min(1, (0.15 + 0.85 * along ** 1.6) * (0.55 + 0.75 * lot())) * lit;
      strokeBetween(canvas, view, from, to, needle(light, bough.fresh));
    }
    if (along > 0.5 && lot() < SNOWY * lit) dust(canvas, view, from, lot);
  }
}

function stemAt({ turn, foot, length }: Bough, along: number): Place {
  const out = along * length;
  return [
    out * Math.cos(2 * Math.PI * turn),
    out * Math.sin(2 * Math.PI * turn),
    foot + length * (UPTURN * along ** 4 - DROOP * along ** 0.9),
  ];
}

/** Inside the tree it is dark, and the shoots of this year are the brightest. */
function needle(light: number, fresh: number): Material {
  const green = mixed(SHADOW, NEEDLE, Math.min(1, light * 1.6));
  return mixed(green, TIP, Math.max(0, light - 0.55) * (0.7 + 0.6 * fresh));
}

function strokeBetween(canvas: Canvas, view: View, from: Place, to: Place, material: Material): void {
  const [a, b] = [projected(view, from), projected(view, to)];
  canvas.stroke(a.x, a.y, b.x, b.y, material);
}

function dust(canvas: Canvas, view: View, place: Place, lot: () => number): void {
  const { x, y } = projected(view, place);
  const half = 0.02 * view.scale * view.cone.radius;
  const snow = mixed(NEEDLE, SNOW, 0.35 + 0.5 * lot());
  canvas.stroke(x - half * lot(), y - 0.4, x + half * lot(), y - 0.3, snow);
}

function projected({ centre, ground, scale, cone }: View, [x, y, z]: Place): { x: number; y: number } {
  const size = scale * cone.radius;
  return { x: centre + x * size, y: ground - (z * PITCH_COSINE + y * PITCH_SINE) * size };
}
