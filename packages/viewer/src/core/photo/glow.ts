import { createRaster, downsample, type Raster } from '../raster.ts';

/** This many box blurs in a row are as good as a Gaussian blur, and cost the same however wide they are. */
const BLUR_PASSES = 3;
/** The least blur of a reduced image, in its own dots: it hides how coarse the image is. */
const MIN_REDUCED_DEVIATION = 1.2;
/** Reducing an image and reading it between its dots also blur it: by a box and by a tent, each one dot wide. */
const RESAMPLING_VARIANCE = 1 / 12 + 1 / 6;

/** A running mean: the `radius` dots to either side in full, and a share of the next one. */
interface BoxFilter {
  readonly radius: number;
  readonly edgeWeight: number;
}

/** The glow around bright dots: a Gaussian blur at a reduced size. Allocates nothing while drawing. */
export class Glow {
  readonly #downscale: number;
  readonly #filter: BoxFilter;
  readonly #reduced: Raster;
  readonly #lineBuffer: Float32Array;
  /** For each column of the full image: the reduced column to its left, times 3, and the share of the one to its right. */
  readonly #leftColumn: Uint32Array;
  readonly #rightShare: Float32Array;
  /** One row between two rows of the reduced image. */
  readonly #rowBuffer: Float32Array;

  /** `deviation`: the Gaussian's standard deviation in dots, above 0. */
  constructor(width: number, height: number, deviation: number) {
    this.#downscale = Math.max(1, 2 ** Math.floor(Math.log2(deviation / MIN_REDUCED_DEVIATION)));
    const resampling = this.#downscale > 1 ? RESAMPLING_VARIANCE : 0;
    this.#filter = boxFilterFor(((deviation / this.#downscale) ** 2 - resampling) / BLUR_PASSES);
    // One more dot than needed each way, so that there is always a neighbour to blend with.
    const columns = Math.ceil(width / this.#downscale) + 1;
    this.#reduced = createRaster(columns, Math.ceil(height / this.#downscale) + 1);
    this.#lineBuffer = new Float32Array(Math.max(columns, this.#reduced.height));
    this.#rowBuffer = new Float32Array(columns * 3);
    const positions = Float32Array.from({ length: width }, (_, x) => this.#reducedPosition(x));
    this.#leftColumn = Uint32Array.from(positions, (position) => Math.floor(position) * 3);
    this.#rightShare = positions.map((position) => position - Math.floor(position));
  }

  /** Takes the light to spread, an image of the size given to the constructor. */
  blur(source: Raster): void {
    downsample(source, this.#downscale, this.#reduced);
    const { width, height, values } = this.#reduced;
    for (let pass = 0; pass < BLUR_PASSES; pass++) {
      for (let y = 0; y < height; y++) this.#blurLine(values, y * width * 3, 3, width);
      for (let x = 0; x < width; x++) this.#blurLine(values, x * 3, width * 3, height);
    }
  }

  /** Adds the blurred light to `target`: times `albedo` and `diffuse` on each surface, and times `bloom` everywhere. */
  addTo(target: Raster, albedo: Float32Array, diffuse: number, bloom: number): void {
    const { width, height, values } = target;
    for (let y = 0, at = 0; y < height; y++) {
      this.#interpolateRow(y);
      for (let x = 0; x < width; x++) {
        const from = this.#leftColumn[x]!;
        const share = this.#rightShare[x]!;
        for (let channel = 0; channel < 3; channel++, at++) {
          const here = this.#rowBuffer[from + channel]!;
          const light = here + (this.#rowBuffer[from + 3 + channel]! - here) * share;
          values[at]! += light * (albedo[at]! * diffuse + bloom);
        }
      }
    }
  }

  /** A dot's middle measured between the middles of reduced dots; not before the first. */
  #reducedPosition(dot: number): number {
    return Math.max(0, (dot + 0.5) / this.#downscale - 0.5);
  }

  #interpolateRow(y: number): void {
    const { width, values } = this.#reduced;
    const position = this.#reducedPosition(y);
    const above = Math.floor(position) * width * 3;
    const share = position - Math.floor(position);
    for (let i = 0; i < width * 3; i++) {
      this.#rowBuffer[i] = values[above + i]! + (values[above + width * 3 + i]! - values[above + i]!) * share;
    }
  }

  #blurLine(values: Float32Array, first: number, stride: number, length: number): void {
    const { radius, edgeWeight } = this.#filter;
    const share = 1 / (2 * radius + 1 + 2 * edgeWeight);
    for (let channel = 0; channel < 3; channel++) {
      const start = first + channel;
      const at = (i: number): number => (i < 0 || i >= length ? 0 : values[start + i * stride]!);
      let sum = 0;
      for (let i = 0; i < radius; i++) sum += at(i);
      for (let i = 0; i < length; i++) {
        sum += at(i + radius);
        this.#lineBuffer[i] = (sum + edgeWeight * (at(i - radius - 1) + at(i + radius + 1))) * share;
        sum -= at(i - radius);
      }
      for (let i = 0; i < length; i++) values[start + i * stride] = this.#lineBuffer[i]!;
    }
  }
}

/**
 * The box that has this variance: whole boxes have that of r (r + 1) / 3 only, and a rim makes up for the rest (the
 * extended box filter of Gwosdek et al., 2011).
 */
function boxFilterFor(variance: number): BoxFilter {
  const wanted = Math.max(0, variance);
  const radius = Math.floor((Math.sqrt(1 + 12 * wanted) - 1) / 2);
  const whole = 2 * radius + 1;
  const edgeWeight = (whole * (wanted - (radius * (radius + 1)) / 3)) / (2 * ((radius + 1) ** 2 - wanted));
  return { radius, edgeWeight };
}
