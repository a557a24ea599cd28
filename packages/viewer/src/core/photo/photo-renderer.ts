import { addLights, type LightMap } from '../light-map.ts';
import { type Margins, projectStrip } from '../projection.ts';
import { createRaster, type Raster } from '../raster.ts';
import type { PixelPositions } from '../silhouette.ts';
import type { RgbImage, TreeRenderer } from '../tree-renderer.ts';
import { Glow } from './glow.ts';
import { buildPhotoLightMap } from './photo-lights.ts';
import { toneMap } from './tone-mapping.ts';
import { drawWinterScene } from './winter-scene.ts';

const PHOTO_MARGINS: Margins = { above: 0.12, below: 0.4, sides: 1.18 };

/** The middle of a bulb at full colour, relative to the light that turns white: overexposed, as in a photo. */
const BULB_EXPOSURE = 7;
/** The exposure is shorter for strips of more pixels than this. */
const FULL_EXPOSURE_PIXELS = 250;
/** From the closest glow to the widest: its deviation in radii, the share that surfaces reflect, and the haze of air and lens. */
const GLOW_LAYERS = [
  { deviationRadii: 0.035, diffuse: 2.6, bloom: 0.5 },
  { deviationRadii: 0.12, diffuse: 3, bloom: 0.2 },
  { deviationRadii: 0.42, diffuse: 1.2, bloom: 0.16 },
] as const;

/** Draws a strip in a fir by night as a photograph. An image costs the same however many lights are on, and allocates nothing. */
export class PhotoRenderer implements TreeRenderer {
  readonly width: number;
  readonly height: number;
  readonly pixelCount: number;
  readonly #ambient: Float32Array;
  readonly #albedo: Float32Array;
  readonly #lightMap: LightMap;
  readonly #exposure: number;
  readonly #glows: readonly Glow[];
  /** The light that bulbs send straight to the camera, and all the light there is. */
  readonly #directLight: Raster;
  readonly #totalLight: Raster;
  readonly #image: RgbImage;

  constructor(positions: PixelPositions, width: number, height: number) {
    const projection = projectStrip(positions, width, height, PHOTO_MARGINS);
    const { ambient, albedo, coverage } = drawWinterScene(projection);
    this.width = width;
    this.height = height;
    this.pixelCount = positions.count;
    this.#ambient = ambient;
    this.#albedo = albedo;
    this.#lightMap = buildPhotoLightMap(projection, coverage);
    this.#exposure = BULB_EXPOSURE * Math.sqrt(Math.min(1, FULL_EXPOSURE_PIXELS / positions.count));
    this.#glows = GLOW_LAYERS.map(
      ({ deviationRadii }) =>
        new Glow(width, height, deviationRadii * projection.cone.radius * projection.dotsPerUnit),
    );
    this.#directLight = createRaster(width, height);
    this.#totalLight = createRaster(width, height);
    this.#image = { width, height, rgb: new Uint8Array(width * height * 3) };
  }

  render(linearRgb: ArrayLike<number>): RgbImage {
    const direct = this.#directLight.values.fill(0);
    addLights(this.#lightMap, linearRgb, this.#exposure, direct);
    const total = this.#totalLight.values;
    for (let i = 0; i < total.length; i++) total[i] = this.#ambient[i]! + direct[i]!;
    GLOW_LAYERS.forEach(({ diffuse, bloom }, i) => {
      this.#glows[i]!.blur(this.#directLight);
      this.#glows[i]!.addTo(this.#totalLight, this.#albedo, diffuse, bloom);
    });
    toneMap(total, this.#image.rgb);
    return this.#image;
  }
}
