import type { Projection } from '../projection.ts';
import type { Backdrop } from './backdrop.ts';

/** How much of which light reaches which dot: worked out once, because neither the tree nor we move. */
export interface LightMap {
  /** For light i, its entries are from `start[i]` up to `start[i + 1]`. */
  readonly offsets: Uint32Array;
  readonly dots: Uint32Array;
  /** Three for each entry: the share of red, green and blue. */
  readonly weights: Float32Array;
}

/** The bulb itself, seen directly. */
const BULB_BRIGHTNESS = 2;
/** What the needles around it throw back. */
const GLOW_BRIGHTNESS = 0.16;
const FAR_BULB_SHARE = 0.06;
const FAR_GLOW_SHARE = 0.25;
/** How much of what is behind it a bulb hides. */
const BULB_OPACITY = 0.85;
const MIN_WEIGHT = 0.002;

export function buildSketchLightMap(projection: Projection, backdrop: Backdrop): LightMap {
  const count = projection.lightX.length;
  const { bulb, glow } = lightRadii(projection, count);
  const builder = new LightMapBuilder(count);
  const occlusion = new Float32Array(projection.width * projection.height);
  // From the nearest to the farthest, each hiding what comes after; the map is sorted by light at the end.
  const frontToBack = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (projection.depth[a] ?? 0) - (projection.depth[b] ?? 0),
  );
  for (const light of frontToBack) {
    const frontness = 1 - smoothstep(projection.depth[light] ?? 0);
    const bulbBrightness = BULB_BRIGHTNESS * (FAR_BULB_SHARE + (1 - FAR_BULB_SHARE) * frontness ** 1.5);
    const glowBrightness = GLOW_BRIGHTNESS * (FAR_GLOW_SHARE + (1 - FAR_GLOW_SHARE) * frontness);
    forEachDotWithin(projection, light, glow * 2.6, (dot, distance) => {
      const direct = Math.exp(-0.5 * (distance / bulb) ** 2);
      const around = glowBrightness * Math.exp(-0.5 * (distance / glow) ** 2);
      const visibleBulb = bulbBrightness * direct * (1 - (occlusion[dot] ?? 0));
      occlusion[dot] = Math.max(occlusion[dot] ?? 0, BULB_OPACITY * direct * frontness);
      if (visibleBulb + around < MIN_WEIGHT) return;
      builder.add(
        light,
        dot,
        visibleBulb + around * (backdrop.albedo[dot * 3] ?? 0),
        visibleBulb + around * (backdrop.albedo[dot * 3 + 1] ?? 0),
        visibleBulb + around * (backdrop.albedo[dot * 3 + 2] ?? 0),
      );
    });
  }
  return builder.build();
}

/** Radii in dots of a bulb and of the glow around it: the denser the lights, the smaller. */
function lightRadii(
  { cone, dotsPerUnit }: Projection,
  count: number,
): { readonly bulb: number; readonly glow: number } {
  const area = cone.radius * cone.height * dotsPerUnit ** 2;
  const spacing = Math.sqrt(area / Math.max(1, count / 2));
  return {
    bulb: clamp(spacing * 0.17, 0.42, 0.45 + dotsPerUnit * cone.radius * 0.012),
    glow: clamp(spacing * 0.62, 0.8, dotsPerUnit * cone.radius * 0.32 + 0.8),
  };
}

function forEachDotWithin(
  { width, height, lightX, lightY }: Projection,
  light: number,
  radiusDots: number,
  visit: (dot: number, distance: number) => void,
): void {
  const x = lightX[light] ?? 0;
  const y = lightY[light] ?? 0;
  const bottom = Math.min(height - 1, Math.floor(y + radiusDots));
  const right = Math.min(width - 1, Math.floor(x + radiusDots));
  for (let row = Math.max(0, Math.floor(y - radiusDots)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor(x - radiusDots)); column <= right; column++) {
      visit(row * width + column, Math.hypot(column + 0.5 - x, row + 0.5 - y));
    }
  }
}

class LightMapBuilder {
  readonly #entries: number[][];

  constructor(lights: number) {
    this.#entries = Array.from({ length: lights }, () => []);
  }

  add(light: number, dot: number, red: number, green: number, blue: number): void {
    this.#entries[light]?.push(dot, red, green, blue);
  }

  build(): LightMap {
    const total = this.#entries.reduce((sum, entries) => sum + entries.length / 4, 0);
    const offsets = new Uint32Array(this.#entries.length + 1);
    const dots = new Uint32Array(total);
    const weights = new Float32Array(total * 3);
    let next = 0;
    this.#entries.forEach((entries, light) => {
      for (let i = 0; i < entries.length; i += 4) {
        dots[next] = entries[i] ?? 0;
        weights.set(entries.slice(i + 1, i + 4), next * 3);
        next++;
      }
      offsets[light + 1] = next;
    });
    return { offsets, dots, weights };
  }
}

function smoothstep(value: number): number {
  return value * value * (3 - 2 * value);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
