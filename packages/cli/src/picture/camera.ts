import type { Picture } from '../tree/picture.ts';
import type { Points } from '../tree/silhouette.ts';
import { type Margins, viewOf } from '../tree/view.ts';
import { type Bulbs, placeBulbs } from './bulbs.ts';
import { expose } from './exposure.ts';
import { createLight, Glow, type Light } from './glow.ts';
import { drawScene } from './scene.ts';

const MARGINS: Margins = { above: 0.12, below: 0.4, beside: 1.18 };

/** The middle of a bulb of full colour, so many times as bright as what turns white: it is overexposed, as in a photo. */
const BULB = 7;
/** Before more lights than this the shutter is open for a shorter time. */
const MANY = 250;
/** From the closest glow to the widest: its reach in radii, what surfaces catch of it, and what the air and the lens do. */
const GLOWS = [
  { reach: 0.035, lit: 2.6, bloom: 0.5 },
  { reach: 0.12, lit: 3, bloom: 0.2 },
  { reach: 0.42, lit: 1.2, bloom: 0.16 },
] as const;

/**
 * Photographs a strip in a fir by night. All that does not depend on the colours is prepared once; after that, a picture
 * costs the same however many lights are on, and allocates nothing.
 */
export class Camera {
  readonly width: number;
  readonly height: number;
  /** How many it takes pictures of. */
  readonly lights: number;
  readonly #dark: Float32Array;
  readonly #albedo: Float32Array;
  readonly #bulbs: Bulbs;
  readonly #exposure: number;
  readonly #glows: readonly Glow[];
  /** What the bulbs send straight to us, and all the light there is. */
  readonly #direct: Light;
  readonly #light: Light;
  readonly #rgb: Uint8Array;

  constructor(points: Points, width: number, height: number) {
    const view = viewOf(points, width, height, MARGINS);
    const { dark, albedo, cover } = drawScene(view);
    this.width = width;
    this.height = height;
    this.lights = points.count;
    this.#dark = dark;
    this.#albedo = albedo;
    this.#bulbs = placeBulbs(view, cover);
    this.#exposure = BULB * Math.sqrt(Math.min(1, MANY / points.count));
    this.#glows = GLOWS.map(({ reach }) => new Glow(width, height, reach * view.cone.radius * view.scale));
    this.#direct = createLight(width, height);
    this.#light = createLight(width, height);
    this.#rgb = new Uint8Array(width * height * 3);
  }

  /** The tree with its lights in these linear colours, 0 to 1: R, G, B of each in turn. Valid until the next picture. */
  shoot(linearRgb: ArrayLike<number>): Picture {
    this.#shine(linearRgb);
    const light = this.#light.rgb;
    for (let i = 0; i < light.length; i++) light[i] = this.#dark[i]! + this.#direct.rgb[i]!;
    GLOWS.forEach(({ lit, bloom }, i) => {
      this.#glows[i]!.gather(this.#direct);
      this.#glows[i]!.addTo(this.#light, this.#albedo, lit, bloom);
    });
    expose(light, this.#rgb);
    return { width: this.width, height: this.height, rgb: this.#rgb };
  }

  #shine(linearRgb: ArrayLike<number>): void {
    const { start, dot, share } = this.#bulbs;
    const direct = this.#direct.rgb.fill(0);
    for (let light = 0; light + 1 < start.length; light++) {
      const red = this.#exposure * linearRgb[light * 3]!;
      const green = this.#exposure * linearRgb[light * 3 + 1]!;
      const blue = this.#exposure * linearRgb[light * 3 + 2]!;
      if (red + green + blue === 0) continue;
      const end = start[light + 1]!;
      for (let entry = start[light]!; entry < end; entry++) {
        const at = dot[entry]! * 3;
        direct[at]! += red * share[entry]!;
        direct[at + 1]! += green * share[entry]!;
        direct[at + 2]! += blue * share[entry]!;
      }
    }
  }
}
