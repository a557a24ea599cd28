/** A picture in linear light: red, green and blue of each dot, row by row. */
export interface LinearImage {
  readonly width: number;
  readonly height: number;
  readonly rgb: Float32Array;
}

export function createLinearImage(width: number, height: number): LinearImage {
  return { width, height, rgb: new Float32Array(width * height * 3) };
}

/** So many box blurs in a row are as good as a Gaussian one, and cost the same however wide they are. */
const BLUR_PASSES = 3;
/** A reduced picture is blurred at least so far, in its own dots: that hides how coarse it is. */
const MIN_REDUCED_DEVIATION = 1.2;
/** To reduce a picture and to read it between its dots blurs it, too: by a box and by a tent, one dot wide each. */
const RESAMPLING_VARIANCE = 1 / 12 + 1 / 6;

/** A running mean: of the `radius` dots to either side in full, and of the next one a share. */
interface BoxFilter {
  readonly radius: number;
  readonly edgeWeight: number;
}

/** What a bright picture throws around it, as a Gaussian: blurred at a reduced size. Allocates nothing a picture. */
export class Glow {
  readonly #downscale: number;
  readonly #filter: BoxFilter;
  readonly #reduced: LinearImage;
  readonly #lineBuffer: Float32Array;
  /** By column of the full picture: the reduced column to the left of it, times 3, and the share of the one to the right. */
  readonly #leftColumn: Uint32Array;
  readonly #rightShare: Float32Array;
  /** One row of the reduced picture, between two of its rows. */
  readonly #rowBuffer: Float32Array;

  /** `reach`: the Gaussian's standard deviation in dots, above 0. */
  constructor(width: number, height: number, reach: number) {
    this.#downscale = Math.max(1, 2 ** Math.floor(Math.log2(reach / MIN_REDUCED_DEVIATION)));
    const own = this.#downscale > 1 ? RESAMPLING_VARIANCE : 0;
    this.#filter = boxFilterFor(((reach / this.#downscale) ** 2 - own) / BLUR_PASSES);
    // One dot more than is needed each way, so that there always is a neighbour to blend with.
    const columns = Math.ceil(width / this.#downscale) + 1;
    this.#reduced = createLinearImage(columns, Math.ceil(height / this.#downscale) + 1);
    this.#lineBuffer = new Float32Array(Math.max(columns, this.#reduced.height));
    this.#rowBuffer = new Float32Array(columns * 3);
    const places = Float32Array.from({ length: width }, (_, x) => this.#reducedPosition(x));
    this.#leftColumn = Uint32Array.from(places, (place) => Math.floor(place) * 3);
    this.#rightShare = places.map((place) => place - Math.floor(place));
  }

  /** Takes the light that is to be spread; of the same size as this was made for. */
  blur(source: LinearImage): void {
    this.#downsample(source);
    const { width, height, rgb } = this.#reduced;
    for (let pass = 0; pass < BLUR_PASSES; pass++) {
      for (let y = 0; y < height; y++) this.#blurLine(rgb, y * width * 3, 3, width);
      for (let x = 0; x < width; x++) this.#blurLine(rgb, x * 3, width * 3, height);
    }
  }

  /** Adds what was gathered to `target`: on each surface its `albedo` times `lit`, and everywhere `bloom`. */
  addTo(target: LinearImage, albedo: Float32Array, lit: number, bloom: number): void {
    const { width, height, rgb } = target;
    for (let y = 0, at = 0; y < height; y++) {
      this.#interpolateRow(y);
      for (let x = 0; x < width; x++) {
        const from = this.#leftColumn[x]!;
        const share = this.#rightShare[x]!;
        for (let channel = 0; channel < 3; channel++, at++) {
          const here = this.#rowBuffer[from + channel]!;
          const light = here + (this.#rowBuffer[from + 3 + channel]! - here) * share;
          rgb[at]! += light * (albedo[at]! * lit + bloom);
        }
      }
    }
  }

  /** Where the middle of a dot is between the middles of the reduced ones; not before the first. */
  #reducedPosition(dot: number): number {
    return Math.max(0, (dot + 0.5) / this.#downscale - 0.5);
  }

  #interpolateRow(y: number): void {
    const { width, rgb } = this.#reduced;
    const place = this.#reducedPosition(y);
    const above = Math.floor(place) * width * 3;
    const share = place - Math.floor(place);
    for (let i = 0; i < width * 3; i++) {
      this.#rowBuffer[i] = rgb[above + i]! + (rgb[above + width * 3 + i]! - rgb[above + i]!) * share;
    }
  }

  #downsample({ width, height, rgb }: LinearImage): void {
    const shrink = this.#downscale;
    const small = this.#reduced;
    const share = 1 / shrink ** 2;
    small.rgb.fill(0);
    for (let y = 0, from = 0; y < height; y++) {
      const row = Math.floor(y / shrink) * small.width;
      for (let x = 0; x < width; x++) {
        const to = (row + Math.floor(x / shrink)) * 3;
        for (let channel = 0; channel < 3; channel++, from++) small.rgb[to + channel]! += rgb[from]! * share;
      }
    }
  }

  #blurLine(rgb: Float32Array, first: number, stride: number, length: number): void {
    const { radius, edgeWeight } = this.#filter;
    const share = 1 / (2 * radius + 1 + 2 * edgeWeight);
    for (let channel = 0; channel < 3; channel++) {
      const start = first + channel;
      const at = (i: number): number => (i < 0 || i >= length ? 0 : rgb[start + i * stride]!);
      let sum = 0;
      for (let i = 0; i < radius; i++) sum += at(i);
      for (let i = 0; i < length; i++) {
        sum += at(i + radius);
        this.#lineBuffer[i] = (sum + edgeWeight * (at(i - radius - 1) + at(i + radius + 1))) * share;
        sum -= at(i - radius);
      }
      for (let i = 0; i < length; i++) rgb[start + i * stride] = this.#lineBuffer[i]!;
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
