import { type Margins, projectStrip } from '../projection.ts';
import type { PixelPositions } from '../silhouette.ts';
import type { RgbImage } from '../sketch/sketch-renderer.ts';
import { createLinearImage, Glow, type LinearImage } from './glow.ts';
import { type BulbMap, buildPhotoLightMap } from './photo-lights.ts';
import { toneMap } from './tone-mapping.ts';
import { drawWinterScene } from './winter-scene.ts';

const PHOTO_MARGINS: Margins = { above: 0.12, below: 0.4, sides: 1.18 };

/** The middle of a bulb of full colour, so many times as bright as what turns white: it is overexposed, as in a photo. */
const BULB_EXPOSURE = 7;
/** Before more lights than this the shutter is open for a shorter time. */
const FULL_EXPOSURE_PIXELS = 250;
/** From the closest glow to the widest: its reach in radii, what surfaces catch of it, and what the air and the lens do. */
const GLOW_LAYERS = [
  { reach: 0.035, lit: 2.6, bloom: 0.5 },
  { reach: 0.12, lit: 3, bloom: 0.2 },
  { reach: 0.42, lit: 1.2, bloom: 0.16 },
] as const;

/**
 * Photographs a strip in a fir by night. All that does not depend on the colours is prepared once; after that, a picture
 * costs the same however many lights are on, and allocates nothing.
 */
export class PhotoRenderer {
  readonly width: number;
  readonly height: number;
  /** How many it takes pictures of. */
  readonly pixelCount: number;
  readonly #ambient: Float32Array;
  readonly #albedo: Float32Array;
  readonly #bulbMap: BulbMap;
  readonly #exposure: number;
  readonly #glows: readonly Glow[];
  /** What the bulbs send straight to us, and all the light there is. */
  readonly #directLight: LinearImage;
  readonly #totalLight: LinearImage;
  readonly #rgb: Uint8Array;

  constructor(points: PixelPositions, width: number, height: number) {
    const view = projectStrip(points, width, height, PHOTO_MARGINS);
    const { ambient, albedo, coverage } = drawWinterScene(view);
    this.width = width;
    this.height = height;
    this.pixelCount = points.count;
    this.#ambient = ambient;
    this.#albedo = albedo;
    this.#bulbMap = buildPhotoLightMap(view, coverage);
    this.#exposure = BULB_EXPOSURE * Math.sqrt(Math.min(1, FULL_EXPOSURE_PIXELS / points.count));
    this.#glows = GLOW_LAYERS.map(
      ({ reach }) => new Glow(width, height, reach * view.cone.radius * view.dotsPerUnit),
    );
    this.#directLight = createLinearImage(width, height);
    this.#totalLight = createLinearImage(width, height);
    this.#rgb = new Uint8Array(width * height * 3);
  }

  /** The tree with its lights in these linear colours, 0 to 1: R, G, B of each in turn. Valid until the next picture. */
  render(linearRgb: ArrayLike<number>): RgbImage {
    this.#addBulbs(linearRgb);
    const light = this.#totalLight.rgb;
    for (let i = 0; i < light.length; i++) light[i] = this.#ambient[i]! + this.#directLight.rgb[i]!;
    GLOW_LAYERS.forEach(({ lit, bloom }, i) => {
      this.#glows[i]!.blur(this.#directLight);
      this.#glows[i]!.addTo(this.#totalLight, this.#albedo, lit, bloom);
    });
    toneMap(light, this.#rgb);
    return { width: this.width, height: this.height, rgb: this.#rgb };
  }

  #addBulbs(linearRgb: ArrayLike<number>): void {
    const { offsets, dots, weights } = this.#bulbMap;
    const direct = this.#directLight.rgb.fill(0);
    for (let light = 0; light + 1 < offsets.length; light++) {
      const red = this.#exposure * linearRgb[light * 3]!;
      const green = this.#exposure * linearRgb[light * 3 + 1]!;
      const blue = this.#exposure * linearRgb[light * 3 + 2]!;
      if (red + green + blue === 0) continue;
      const end = offsets[light + 1]!;
      for (let entry = offsets[light]!; entry < end; entry++) {
        const at = dots[entry]! * 3;
        direct[at]! += red * weights[entry]!;
        direct[at + 1]! += green * weights[entry]!;
        direct[at + 2]! += blue * weights[entry]!;
      }
    }
  }
}
