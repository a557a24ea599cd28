import { type Cone, coneAround, type Points } from './silhouette.ts';

/** Where the lights appear in a picture of `width` by `height` square dots, y down. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly cone: Cone;
  /** Dots per unit of the strip. */
  readonly scale: number;
  /** The dot of the trunk's axis. */
  readonly centre: number;
  /** The dot of the foot of the foliage, on the axis. */
  readonly ground: number;
  readonly lightX: Float32Array;
  readonly lightY: Float32Array;
  /** 0 on the side that faces us, 1 on the far side. */
  readonly farness: Float32Array;
}

/** We look slightly down at the tree, so that each turn of the string is an ellipse. */
export const PITCH_COSINE: number = Math.cos(0.16);
export const PITCH_SINE: number = Math.sin(0.16);

/** Room around the foliage, in radii. */
export interface Margins {
  readonly above: number;
  readonly below: number;
  /** From the middle. */
  readonly beside: number;
}

/** For the star above the tip, and for trunk and snow below. */
const MARGINS: Margins = { above: 0.3, below: 0.52, beside: 1.3 };

export function viewOf(points: Points, width: number, height: number, margins: Margins = MARGINS): View {
  const { above, below, beside } = margins;
  const cone = coneAround(points);
  const tall = cone.height * PITCH_COSINE + (above + below) * cone.radius;
  const scale = Math.min(height / tall, width / (2 * beside * cone.radius));
  const spare = height - tall * scale;
  const ground = height - spare / 2 - below * cone.radius * scale;
  const centre = width / 2;
  const { count, x, y, z } = points;
  const places = {
    lightX: new Float32Array(count),
    lightY: new Float32Array(count),
    farness: new Float32Array(count),
  };
  for (let i = 0; i < count; i++) {
    const away = y[i] ?? 0;
    places.lightX[i] = centre + (x[i] ?? 0) * scale;
    places.lightY[i] = ground - (((z[i] ?? 0) - cone.foot) * PITCH_COSINE + away * PITCH_SINE) * scale;
    places.farness[i] = farnessOf(x[i] ?? 0, away);
  }
  return { width, height, cone, scale, centre, ground, ...places };
}

/** By the direction from the trunk, so that it means the same at the foot and near the tip. */
function farnessOf(across: number, away: number): number {
  const distance = Math.hypot(across, away);
  return distance > 0 ? (away / distance + 1) / 2 : 0;
}
