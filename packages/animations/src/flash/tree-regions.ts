import type { Strip } from '../geometry/strip-geometry.ts';

const EIGHTH_COUNT = 8;
const WHOLE_TREE = EIGHTH_COUNT;
/** The regions that are watched by their mean light: each eighth of the tree, then the whole tree. */
export const REGION_COUNT: number = EIGHTH_COUNT + 1;

/** Half of a cone's surface lies below this height: 1 − (1 − h)² = ½. */
const HALF_AREA_HEIGHT: number = 1 - Math.SQRT1_2;

/** From afar, alternating lights blend, and only the mean light of a region is visible. */
export class TreeRegions {
  /** The pixels in each region. */
  readonly pixels: readonly Uint16Array[];

  constructor(strip: Strip) {
    const all = Uint16Array.from({ length: strip.count }, (_, pixel) => pixel);
    const inEighth = (eighth: number) =>
      all.filter((pixel) => eighthAt(strip.angle[pixel]!, strip.height[pixel]!) === eighth);
    this.pixels = [...Array.from({ length: EIGHTH_COUNT }, (_, eighth) => inEighth(eighth)), all];
  }

  /**
   * @param light linear RGB of the pixels, followed by space for the regions' means, which are rounded. A region without
   *   pixels is dark
   */
  appendMeans(light: Uint16Array): void {
    let treeRed = 0;
    let treeGreen = 0;
    let treeBlue = 0;
    for (let eighth = 0; eighth < EIGHTH_COUNT; eighth++) {
      const pixels = this.pixels[eighth]!;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let n = 0; n < pixels.length; n++) {
        const i = pixels[n]! * 3;
        red += light[i]!;
        green += light[i + 1]!;
        blue += light[i + 2]!;
      }
      this.#appendMean(light, eighth, red, green, blue);
      treeRed += red;
      treeGreen += green;
      treeBlue += blue;
    }
    this.#appendMean(light, WHOLE_TREE, treeRed, treeGreen, treeBlue);
  }

  #appendMean(light: Uint16Array, region: number, red: number, green: number, blue: number): void {
    const share = 1 / Math.max(1, this.pixels[region]!.length);
    const at = (this.pixels[WHOLE_TREE]!.length + region) * 3;
    light[at] = red * share + 0.5;
    light[at + 1] = green * share + 0.5;
    light[at + 2] = blue * share + 0.5;
  }
}

/** 0 to 7: the quarter of a turn, in the lower or the upper half. */
function eighthAt(turn: number, height: number): number {
  return Math.floor(turn * 4) * 2 + (height < HALF_AREA_HEIGHT ? 0 : 1);
}
