import type { Backdrop } from './backdrop.ts';
import type { View } from './view.ts';

/** How much of which light reaches which dot: worked out once, because neither the tree nor we move. */
export interface LightMap {
  /** For light i, its entries are from `start[i]` up to `start[i + 1]`. */
  readonly start: Uint32Array;
  readonly dot: Uint32Array;
  /** Three for each entry: the share of red, green and blue. */
  readonly share: Float32Array;
}

/** The bulb itself, seen directly. */
const BULB = 2;
/** What the needles around it throw back. */
const GLOW = 0.16;
const FAR_BULB = 0.06;
const FAR_GLOW = 0.25;
/** How much of what is behind it a bulb hides. */
const BULB_HIDES = 0.85;
const FAINTEST = 0.002;

export function mapLights(view: View, backdrop: Backdrop): LightMap {
  const count = view.lightX.length;
  const { bulb, glow } = sizesOf(view, count);
  const builder = new MapBuilder(count);
  const hidden = new Float32Array(view.width * view.height);
  // From the nearest to the farthest, each hiding what comes after; the map is sorted by light at the end.
  const byNearness = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => (view.farness[a] ?? 0) - (view.farness[b] ?? 0),
  );
  for (const light of byNearness) {
    const near = 1 - smooth(view.farness[light] ?? 0);
    const bulbShare = BULB * (FAR_BULB + (1 - FAR_BULB) * near ** 1.5);
    const glowShare = GLOW * (FAR_GLOW + (1 - FAR_GLOW) * near);
    forDotsAround(view, light, glow * 2.6, (dot, distance) => {
      const direct = Math.exp(-0.5 * (distance / bulb) ** 2);
      const around = glowShare * Math.exp(-0.5 * (distance / glow) ** 2);
      const seen = bulbShare * direct * (1 - (hidden[dot] ?? 0));
      hidden[dot] = Math.max(hidden[dot] ?? 0, BULB_HIDES * direct * near);
      if (seen + around < FAINTEST) return;
      builder.add(
        light,
        dot,
        seen + around * (backdrop.albedo[dot * 3] ?? 0),
        seen + around * (backdrop.albedo[dot * 3 + 1] ?? 0),
        seen + around * (backdrop.albedo[dot * 3 + 2] ?? 0),
      );
    });
  }
  return builder.build();
}

/** Radii in dots of a bulb and of the glow around it: the denser the lights, the smaller. */
function sizesOf({ cone, scale }: View, count: number): { readonly bulb: number; readonly glow: number } {
  const area = cone.radius * cone.height * scale ** 2;
  const spacing = Math.sqrt(area / Math.max(1, count / 2));
  return {
    bulb: clamp(spacing * 0.17, 0.42, 0.45 + scale * cone.radius * 0.012),
    glow: clamp(spacing * 0.62, 0.8, scale * cone.radius * 0.32 + 0.8),
  };
}

function forDotsAround(
  { width, height, lightX, lightY }: View,
  light: number,
  reach: number,
  visit: (dot: number, distance: number) => void,
): void {
  const x = lightX[light] ?? 0;
  const y = lightY[light] ?? 0;
  const bottom = Math.min(height - 1, Math.floor(y + reach));
  const right = Math.min(width - 1, Math.floor(x + reach));
  for (let row = Math.max(0, Math.floor(y - reach)); row <= bottom; row++) {
    for (let column = Math.max(0, Math.floor(x - reach)); column <= right; column++) {
      visit(row * width + column, Math.hypot(column + 0.5 - x, row + 0.5 - y));
    }
  }
}

class MapBuilder {
  readonly #entries: number[][];

  constructor(lights: number) {
    this.#entries = Array.from({ length: lights }, () => []);
  }

  add(light: number, dot: number, red: number, green: number, blue: number): void {
    this.#entries[light]?.push(dot, red, green, blue);
  }

  build(): LightMap {
    const total = this.#entries.reduce((sum, entries) => sum + entries.length / 4, 0);
    const start = new Uint32Array(this.#entries.length + 1);
    const dot = new Uint32Array(total);
    const share = new Float32Array(total * 3);
    let next = 0;
    this.#entries.forEach((entries, light) => {
      for (let i = 0; i < entries.length; i += 4) {
        dot[next] = entries[i] ?? 0;
        share.set(entries.slice(i + 1, i + 4), next * 3);
        next++;
      }
      start[light + 1] = next;
    });
    return { start, dot, share };
  }
}

function smooth(value: number): number {
  return value * value * (3 - 2 * value);
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
