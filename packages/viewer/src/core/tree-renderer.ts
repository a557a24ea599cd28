/** An image of `width` by `height` square dots: R, G, B bytes in sRGB, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Uint8Array;
}

/** Draws one strip at one size. Everything that does not depend on the colours is prepared when it is created. */
export interface TreeRenderer {
  readonly width: number;
  readonly height: number;
  readonly pixelCount: number;
  /**
   * The tree with its pixels in these linear colours: R, G, B of each from 0 to 1. Missing values are dark. The image is
   * valid until the next call.
   */
  render(linearRgb: ArrayLike<number>): RgbImage;
}
