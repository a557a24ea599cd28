import { projectStrip } from '../projection.ts';
import type { PixelPositions } from '../silhouette.ts';
import { type Backdrop, drawBackdrop } from './backdrop.ts';
import { buildSketchLightMap, type LightMap } from './sketch-lights.ts';

/** A picture of `width` by `height` square dots: R, G, B bytes as a screen shows them. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Draws one strip at one size. Everything that does not depend on the colours is prepared here. */
export class SketchRenderer {
  readonly width: number;
  readonly height: number;
  readonly #backdrop: Backdrop;
  readonly #lightMap: LightMap;
  readonly #linearRgb: Float32Array;
  readonly #rgb: Uint8Array;

  constructor(points: PixelPositions, width: number, height: number) {
    const view = projectStrip(points, width, height);
    this.width = width;
    this.height = height;
    this.#backdrop = drawBackdrop(view);
    this.#lightMap = buildSketchLightMap(view, this.#backdrop);
    this.#linearRgb = new Float32Array(width * height * 3);
    this.#rgb = new Uint8Array(width * height * 3);
  }

  /**
   * The tree with its lights in these colours: linear, 0 to 255, R, G and B of each in strip order. Colours that are
   * missing are dark. The picture is valid until the next call.
   */
  render(linearRgb: ArrayLike<number>): RgbImage {
    this.#linearRgb.set(this.#backdrop.ambient);
    this.#addLights(linearRgb);
    for (let i = 0; i < this.#linearRgb.length; i++) this.#rgb[i] = toneMapped(this.#linearRgb[i] ?? 0);
    return { width: this.width, height: this.height, rgb: this.#rgb };
  }

  #addLights(linearRgb: ArrayLike<number>): void {
    const { offsets, dots, weights } = this.#lightMap;
    for (let light = 0; light + 1 < offsets.length; light++) {
      const red = (linearRgb[light * 3] ?? 0) / 255;
      const green = (linearRgb[light * 3 + 1] ?? 0) / 255;
      const blue = (linearRgb[light * 3 + 2] ?? 0) / 255;
      if (red + green + blue === 0) continue;
      const end = offsets[light + 1] ?? 0;
      for (let entry = offsets[light] ?? 0; entry < end; entry++) {
        const at = (dots[entry] ?? 0) * 3;
        this.#linearRgb[at]! += red * (weights[entry * 3] ?? 0);
        this.#linearRgb[at + 1]! += green * (weights[entry * 3 + 1] ?? 0);
        this.#linearRgb[at + 2]! += blue * (weights[entry * 3 + 2] ?? 0);
      }
    }
  }
}

const TONE_CURVE_STEPS = 4096;
const MAX_LIGHT = 9;

/** By the square root of the light, so that the dark end, where the eye is keenest, has the most steps. */
const TONE_CURVE: Uint8Array = Uint8Array.from({ length: TONE_CURVE_STEPS }, (_, i) => {
  const light = MAX_LIGHT * (i / (TONE_CURVE_STEPS - 1)) ** 2;
  return Math.round(255 * (1 - Math.exp(-1.35 * light)) ** (1 / 2.2));
});

/** Like film: what is too bright tends to white instead of being cut off. */
function toneMapped(light: number): number {
  return (
    TONE_CURVE[
      Math.min(TONE_CURVE_STEPS - 1, Math.round(Math.sqrt(light / MAX_LIGHT) * (TONE_CURVE_STEPS - 1)))
    ] ?? 255
  );
}
