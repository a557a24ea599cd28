import { type Backdrop, paintBackdrop } from './backdrop.ts';
import { type LightMap, mapLights } from './lights.ts';
import type { Points } from './silhouette.ts';
import { viewOf } from './view.ts';

/** A picture of `width` by `height` square dots: R, G, B bytes as a screen shows them. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Draws one strip at one size. Everything that does not depend on the colours is prepared here. */
export class TreePainter {
  readonly width: number;
  readonly height: number;
  readonly #backdrop: Backdrop;
  readonly #lights: LightMap;
  readonly #sum: Float32Array;
  readonly #rgb: Uint8Array;

  constructor(points: Points, width: number, height: number) {
    const view = viewOf(points, width, height);
    this.width = width;
    this.height = height;
    this.#backdrop = paintBackdrop(view);
    this.#lights = mapLights(view, this.#backdrop);
    this.#sum = new Float32Array(width * height * 3);
    this.#rgb = new Uint8Array(width * height * 3);
  }

  /**
   * The tree with its lights in these colours: linear, 0 to 255, R, G and B of each in strip order. Colours that are
   * missing are dark. The picture is valid until the next call.
   */
  paint(linearRgb: ArrayLike<number>): Picture {
    this.#sum.set(this.#backdrop.dark);
    this.#shine(linearRgb);
    for (let i = 0; i < this.#sum.length; i++) this.#rgb[i] = exposed(this.#sum[i] ?? 0);
    return { width: this.width, height: this.height, rgb: this.#rgb };
  }

  #shine(linearRgb: ArrayLike<number>): void {
    const { start, dot, share } = this.#lights;
    for (let light = 0; light + 1 < start.length; light++) {
      const red = (linearRgb[light * 3] ?? 0) / 255;
      const green = (linearRgb[light * 3 + 1] ?? 0) / 255;
      const blue = (linearRgb[light * 3 + 2] ?? 0) / 255;
      if (red + green + blue === 0) continue;
      const end = start[light + 1] ?? 0;
      for (let entry = start[light] ?? 0; entry < end; entry++) {
        const at = (dot[entry] ?? 0) * 3;
        this.#sum[at]! += red * (share[entry * 3] ?? 0);
        this.#sum[at + 1]! += green * (share[entry * 3 + 1] ?? 0);
        this.#sum[at + 2]! += blue * (share[entry * 3 + 2] ?? 0);
      }
    }
  }
}

const STEPS = 4096;
const BRIGHTEST = 9;

/** By the square root of the light, so that the dark end, where the eye is keenest, has the most steps. */
const EXPOSURE: Uint8Array = Uint8Array.from({ length: STEPS }, (_, i) => {
  const light = BRIGHTEST * (i / (STEPS - 1)) ** 2;
  return Math.round(255 * (1 - Math.exp(-1.35 * light)) ** (1 / 2.2));
});

/** Like film: what is too bright tends to white instead of being cut off. */
function exposed(light: number): number {
  return EXPOSURE[Math.min(STEPS - 1, Math.round(Math.sqrt(light / BRIGHTEST) * (STEPS - 1)))] ?? 255;
}
