/** Colours by position in [0,1), as 256 steps of 16-bit perceptual RGB: what `sample` looks up. Length 768. */
export interface Palette {
  readonly title: string;
  readonly rgb: Uint16Array;
}
