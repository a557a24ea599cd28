import { type Material, mixMaterials } from '../material.ts';
import type { MaterialCanvas } from '../material-canvas.ts';
import { depthOf, type Projection, projectPoint } from '../projection.ts';
import { xorshift32 } from './xorshift.ts';

const SHADED_NEEDLE: Material = { ambient: [0.0009, 0.0026, 0.0024], albedo: [0.05, 0.11, 0.07] };
const NEEDLE: Material = { ambient: [0.0042, 0.0122, 0.0092], albedo: [0.26, 0.62, 0.3] };
const FRESH_SHOOT: Material = { ambient: [0.0105, 0.0255, 0.0195], albedo: [0.55, 1, 0.5] };
const SNOW: Material = { ambient: [0.042, 0.055, 0.08], albedo: [1.6, 1.65, 1.75] };

/** Whorls of branches per radius of height; the lowest is a little above the foot, and they get closer towards the tip. */
const WHORLS_PER_RADIUS = 6.5;
const LOWEST_WHORL = 0.045;
const WHORL_CROWDING = 0.9;
/** Branches in the whorl at the tip, and how many more at the foot. */
const TIP_BRANCHES = 7;
const EXTRA_BASE_BRANCHES = 13;

/** How far branches reach beyond the lights, and how far at the tip, in radii. */
const BRANCH_OVERHANG = 1.1;
const TIP_REACH = 0.03;
/** How a branch bends, relative to its length: how much higher it leaves the trunk, how far it droops, and how its end turns up. */
const BRANCH_RISE = 0.22;
const BRANCH_DROOP = 0.38;
const BRANCH_UPTURN = 0.12;

/** The distance between pairs of needle sprays along a branch, a spray's greatest length, and its length at the branch's end. */
const SPRAY_SPACING = 0.012;
const MAX_SPRAY_LENGTH = 0.17;
const END_SPRAY_LENGTH = 0.035;
/** The share of sprays in the outer half of a branch that carry snow. */
const SNOWY_SPRAY_SHARE = 0.16;

/** In radii of the tree's foot: x to the right, y away from the viewer, z up. */
type Point3D = readonly [x: number, y: number, z: number];

interface Branch {
  readonly azimuthTurns: number;
  readonly baseHeight: number;
  readonly length: number;
  /** How fresh its green is, 0 to 1. */
  readonly freshness: number;
}

/** A fir that fills the cone of the lights: whorls of drooping branches, each a flat fan of needles. */
export function drawFir(canvas: MaterialCanvas, projection: Projection): void {
  const random = xorshift32(7);
  const aspectRatio = projection.cone.height / projection.cone.radius;
  const whorls = Math.round(WHORLS_PER_RADIUS * aspectRatio);
  for (let whorl = 0; whorl < whorls; whorl++) {
    const heightShare = LOWEST_WHORL + (1 - LOWEST_WHORL) * (whorl / whorls) ** WHORL_CROWDING;
    const branches = createWhorl(heightShare, aspectRatio * heightShare, random);
    // Back to front: what is in front covers what is behind.
    branches.sort((a, b) => branchDepth(b) - branchDepth(a));
    for (const branch of branches) drawBranch(canvas, projection, branch, random);
  }
}

function createWhorl(heightShare: number, height: number, random: () => number): Branch[] {
  const count = Math.round(TIP_BRANCHES + EXTRA_BASE_BRANCHES * (1 - heightShare));
  const reach = (1 - heightShare) * BRANCH_OVERHANG + TIP_REACH;
  const first = random();
  return Array.from({ length: count }, (_, i) => {
    const length = reach * (0.86 + 0.24 * random());
    return {
      azimuthTurns: (i + first + 0.5 * (random() - 0.5)) / count,
      baseHeight: height + BRANCH_RISE * length + 0.06 * (random() - 0.5),
      length,
      freshness: random(),
    };
  });
}

function branchDepth({ azimuthTurns }: Branch): number {
  return depthOf(Math.sin(2 * Math.PI * azimuthTurns));
}

function drawBranch(
  canvas: MaterialCanvas,
  projection: Projection,
  branch: Branch,
  random: () => number,
): void {
  const { azimuthTurns, length } = branch;
  const [cos, sin] = [Math.cos(2 * Math.PI * azimuthTurns), Math.sin(2 * Math.PI * azimuthTurns)];
  const lit = 1 - 0.6 * branchDepth(branch);
  for (let along = 0.12; along <= 1; along += SPRAY_SPACING / length) {
    const from = pointOnBranch(branch, along);
    const spray = MAX_SPRAY_LENGTH * (0.35 + length) * (1 - along) ** 0.6 * (0.4 + along) + END_SPRAY_LENGTH;
    for (const side of [-1, 1]) {
      const reach = spray * (0.65 + 0.5 * random());
      const to: Point3D = [
        from[0] + reach * (0.62 * cos - side * 0.7 * sin),
        from[1] + reach * (0.62 * sin + side * 0.7 * cos),
        from[2] - reach * (0.1 + 0.5 * random()),
      ];
      const light = Math.min(1, (0.15 + 0.85 * along ** 1.6) * (0.55 + 0.75 * random())) * lit;
      strokeBetween(canvas, projection, from, to, needleMaterial(light, branch.freshness));
    }
    if (along > 0.5 && random() < SNOWY_SPRAY_SHARE * lit) drawSnow(canvas, projection, from, random);
  }
}

function pointOnBranch({ azimuthTurns, baseHeight, length }: Branch, along: number): Point3D {
  const out = along * length;
  return [
    out * Math.cos(2 * Math.PI * azimuthTurns),
    out * Math.sin(2 * Math.PI * azimuthTurns),
    baseHeight + length * (BRANCH_UPTURN * along ** 4 - BRANCH_DROOP * along ** 0.9),
  ];
}

/** Dark inside the tree; this year's shoots are the brightest. */
function needleMaterial(light: number, freshness: number): Material {
  const green = mixMaterials(SHADED_NEEDLE, NEEDLE, Math.min(1, light * 1.6));
  return mixMaterials(green, FRESH_SHOOT, Math.max(0, light - 0.55) * (0.7 + 0.6 * freshness));
}

function strokeBetween(
  canvas: MaterialCanvas,
  projection: Projection,
  from: Point3D,
  to: Point3D,
  material: Material,
): void {
  const [a, b] = [project(projection, from), project(projection, to)];
  canvas.stroke(a.x, a.y, b.x, b.y, material);
}

function drawSnow(
  canvas: MaterialCanvas,
  projection: Projection,
  point: Point3D,
  random: () => number,
): void {
  const { x, y } = project(projection, point);
  const half = 0.02 * projection.dotsPerUnit * projection.cone.radius;
  const snow = mixMaterials(NEEDLE, SNOW, 0.35 + 0.5 * random());
  canvas.stroke(x - half * random(), y - 0.4, x + half * random(), y - 0.3, snow);
}

function project(projection: Projection, [x, y, z]: Point3D): { x: number; y: number } {
  return projectPoint(projection, projection.dotsPerUnit * projection.cone.radius, x, y, z);
}
