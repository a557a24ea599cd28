import { type Cone, fitCone, type PixelPositions } from './silhouette.ts';

/** Where the lights appear in a picture of `width` by `height` square dots, y down. */
export interface Projection {
  readonly width: number;
  readonly height: number;
  readonly cone: Cone;
  /** Dots per unit of the strip. */
  readonly dotsPerUnit: number;
  /** The dot of the trunk's axis. */
  readonly centerX: number;
  /** The dot of the foot of the foliage, on the axis. */
  readonly baseY: number;
  readonly lightX: Float32Array;
  readonly lightY: Float32Array;
  /** 0 on the side that faces us, 1 on the far side. */
  readonly depth: Float32Array;
}

/** We look slightly down at the tree, so that each turn of the string is an ellipse. */
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
  const lights = {
    lightX: new Float32Array(count),
    lightY: new Float32Array(count),
    depth: new Float32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const toBack = y[i] ?? 0;
    lights.lightX[i] = centerX + (x[i] ?? 0) * dotsPerUnit;
    lights.lightY[i] = baseY - (((z[i] ?? 0) - cone.baseZ) * TILT_COSINE + toBack * TILT_SINE) * dotsPerUnit;
    lights.depth[i] = depthOf(x[i] ?? 0, toBack);
  }
  return { width, height, cone, dotsPerUnit, centerX, baseY, ...lights };
}

/** By the direction from the trunk, so that it means the same at the foot and near the tip. */
function depthOf(across: number, toBack: number): number {
  const distance = Math.hypot(across, toBack);
  return distance > 0 ? (toBack / distance + 1) / 2 : 0;
}
