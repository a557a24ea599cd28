import { type Cone, fitCone, type PixelPositions } from './silhouette.ts';

/** Where the lights appear in an image of `width` by `height` square dots, y down. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  readonly cone: Cone;
  /** Dots per unit of the strip. */
  readonly dotsPerUnit: number;
  /** The trunk's axis. */
  readonly centerX: number;
  /** The foot of the foliage, on the axis. */
  readonly baseY: number;
  readonly lightX: Float32Array;
  readonly lightY: Float32Array;
  /** 0 on the side that faces the viewer, 1 on the far side. */
  readonly depth: Float32Array;
}

/** The view is tilted slightly downwards, so that each turn of the string is an ellipse. */
export const TILT_COSINE: number = Math.cos(0.16);
export const TILT_SINE: number = Math.sin(0.16);

/** Room around the foliage, in radii. */
export interface Margins {
  readonly above: number;
  readonly below: number;
  /** From the middle. */
  readonly sides: number;
}

/** For the star above the tip, and for trunk and snow below. */
const DEFAULT_MARGINS: Margins = { above: 0.3, below: 0.52, sides: 1.3 };

export function projectStrip(
  positions: PixelPositions,
  width: number,
  height: number,
  margins: Margins = DEFAULT_MARGINS,
): Projection {
  const { above, below, sides } = margins;
  const cone = fitCone(positions);
  const totalHeight = cone.height * TILT_COSINE + (above + below) * cone.radius;
  const dotsPerUnit = Math.min(height / totalHeight, width / (2 * sides * cone.radius));
  const spareDots = height - totalHeight * dotsPerUnit;
  const baseY = height - spareDots / 2 - below * cone.radius * dotsPerUnit;
  const centerX = width / 2;
  const { count, x, y, z } = positions;
  const lightX = new Float32Array(count);
  const lightY = new Float32Array(count);
  const depth = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const point = projectPoint({ centerX, baseY }, dotsPerUnit, x[i]!, y[i]!, z[i]! - cone.baseZ);
    lightX[i] = point.x;
    lightY[i] = point.y;
    // By the direction from the trunk, so that it means the same at the foot and near the tip.
    const distance = Math.hypot(x[i]!, y[i]!);
    depth[i] = distance > 0 ? depthOf(y[i]! / distance) : 0;
  }
  return { width, height, cone, dotsPerUnit, centerX, baseY, lightX, lightY, depth };
}

/** The dot of a point: x to the right, y away from the viewer, z up from the foot of the foliage. */
export function projectPoint(
  { centerX, baseY }: Pick<Projection, 'centerX' | 'baseY'>,
  dotsPerUnit: number,
  x: number,
  y: number,
  z: number,
): { x: number; y: number } {
  return { x: centerX + x * dotsPerUnit, y: baseY - (z * TILT_COSINE + y * TILT_SINE) * dotsPerUnit };
}

/** How far away a direction from the trunk points: 0 towards the viewer, 1 away. `toBack` is its sine. */
export function depthOf(toBack: number): number {
  return (toBack + 1) / 2;
}

/** A place in the image, relative to the foot of the foliage, in radii. */
export interface PointInRadii {
  readonly across: number;
  readonly rise: number;
}

export function toRadii(
  { centerX, baseY, dotsPerUnit, cone }: Projection,
  x: number,
  y: number,
): PointInRadii {
  const size = dotsPerUnit * cone.radius;
  return { across: (x - centerX) / size, rise: (baseY - y) / size };
}
