import { addLights, type LightMap } from '../light-map.ts';
import type { MaterialBuffer } from '../material-canvas.ts';
import { projectStrip } from '../projection.ts';
import type { PixelPositions } from '../silhouette.ts';
import { createToneCurve } from '../tone-curve.ts';
import type { RgbImage, TreeRenderer } from '../tree-renderer.ts';
import { drawBackdrop } from './backdrop.ts';
import { buildSketchLightMap } from './sketch-lights.ts';

/** Like film: light that is too bright tends to white instead of being cut off. */
const toByte = createToneCurve(9, (light) => (1 - Math.exp(-1.35 * light)) ** (1 / 2.2));

/** Draws a tree that is recognisable in the few dots of a terminal. */
export class SketchRenderer implements TreeRenderer {
  readonly width: number;
  readonly height: number;
  readonly pixelCount: number;
  readonly #backdrop: MaterialBuffer;
  readonly #lightMap: LightMap;
  readonly #light: Float32Array;
  readonly #rgb: Uint8Array;

  constructor(positions: PixelPositions, width: number, height: number) {
    const projection = projectStrip(positions, width, height);
    this.width = width;
    this.height = height;
    this.pixelCount = positions.count;
    this.#backdrop = drawBackdrop(projection);
    this.#lightMap = buildSketchLightMap(projection, this.#backdrop.albedo);
    this.#light = new Float32Array(width * height * 3);
    this.#rgb = new Uint8Array(width * height * 3);
  }

  render(linearRgb: ArrayLike<number>): RgbImage {
    this.#light.set(this.#backdrop.ambient);
    addLights(this.#lightMap, linearRgb, 1, this.#light);
    for (let i = 0; i < this.#light.length; i++) this.#rgb[i] = toByte(this.#light[i]!);
    return { width: this.width, height: this.height, rgb: this.#rgb };
  }
}
