import { CHANNEL_MAX, type Frame } from '../frame.ts';
import type { Strip } from '../geometry/strip-geometry.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';

/** The tree's skin is divided into rows, and these into sectors, to find the pixels of a place. */
const ROWS = 16;
const SECTORS = 16;
/** Nearer to the trunk a turn counts as if it were here, in radii: or at the tip a light would cover all around it. */
const MIN_RADIUS = 0.12;

/** Soft round lights anywhere on the tree's skin. A light looks only at the pixels around it, however many there are. */
export class SoftDots {
  /** As they are in this frame, to be written first: where (any number of turns and heights), and how strong. */
  readonly angle: Float64Array;
  readonly height: Float64Array;
  readonly strength: Float64Array;
  /** In base radii; above 0. */
  readonly radius: Float64Array;

  /** The pixels by row and sector, and where those of each sector begin. */
  readonly #pixelsByCell: Uint32Array;
  readonly #cellStart: Uint32Array;
  /** By row, the shortest way around. */
  readonly #rowMinCircumference: Float64Array;

  readonly #aspectRatio: number;
  readonly #pixelHeights: Float32Array;
  readonly #pixelAngles: Float32Array;
  readonly #pixelCircumferences: Float32Array;

  constructor(strip: Strip, lights: number, reach: number) {
    this.angle = new Float64Array(lights);
    this.height = new Float64Array(lights);
    this.strength = new Float64Array(lights);
    this.radius = new Float64Array(lights).fill(reach);

    const { count, height, angle, radius } = strip;
    this.#aspectRatio = surfaceMetrics(strip).aspectRatio;
    this.#pixelHeights = height;
    this.#pixelAngles = angle;
    this.#pixelCircumferences = radius.map((value) => 2 * Math.PI * Math.max(MIN_RADIUS, value));
    this.#rowMinCircumference = new Float64Array(ROWS).fill(Infinity);
    const cells = Uint16Array.from(height, (h, i) => {
      const row = Math.min(ROWS - 1, (h * ROWS) | 0);
      this.#rowMinCircumference[row] = Math.min(
        this.#rowMinCircumference[row]!,
        this.#pixelCircumferences[i]!,
      );
      return row * SECTORS + ((angle[i]! * SECTORS) | 0);
    });
    this.#pixelsByCell = Uint32Array.from({ length: count }, (_, i) => i).sort(
      (a, b) => cells[a]! - cells[b]!,
    );
    this.#cellStart = new Uint32Array(ROWS * SECTORS + 1);
    for (const cell of cells) this.#cellStart[cell + 1]! += 1;
    for (let cell = 0; cell < ROWS * SECTORS; cell++) this.#cellStart[cell + 1]! += this.#cellStart[cell]!;
  }

  /** Tints the pixels around each light towards its colour, the less the farther away. */
  paint(frame: Frame, colors: Frame): void {
    this.#paintAll(frame, colors);
  }

  /** Writes down how much light each pixel has, 0 to `FULL`: where lights overlap, that of the brightest. */
  paintIntensity(glow: Uint16Array): void {
    glow.fill(0);
    this.#paintAll(glow);
  }

  /** With colours it tints, without it gathers. */
  #paintAll(picture: Uint16Array, colors?: Frame): void {
    for (let light = 0; light < this.strength.length; light++) {
      if (this.strength[light]! > 0) this.#paintOne(picture, light, colors);
    }
  }

  #paintOne(picture: Uint16Array, light: number, colors?: Frame): void {
    const height = this.height[light]!;
    const turn = this.angle[light]!;
    const reach = this.radius[light]!;
    const span = this.#aspectRatio > 0 ? reach / this.#aspectRatio : ROWS;
    const highest = Math.min(ROWS - 1, Math.floor((height + span) * ROWS));
    for (let row = Math.max(0, Math.floor((height - span) * ROWS)); row <= highest; row++) {
      const aside = Math.min(0.5, reach / this.#rowMinCircumference[row]!);
      const from = Math.floor((turn - aside) * SECTORS);
      const to = Math.min(from + SECTORS - 1, Math.floor((turn + aside) * SECTORS));
      for (let sector = from; sector <= to; sector++) {
        const cell = row * SECTORS + (sector & (SECTORS - 1));
        const end = this.#cellStart[cell + 1]!;
        for (let n = this.#cellStart[cell]!; n < end; n++)
          this.#blendPixel(this.#pixelsByCell[n]!, picture, light, colors);
      }
    }
  }

  #blendPixel(pixel: number, picture: Uint16Array, light: number, colors?: Frame): void {
    const dy = (this.#pixelHeights[pixel]! - this.height[light]!) * this.#aspectRatio;
    const turns = this.#pixelAngles[pixel]! - this.angle[light]!;
    const dx = (turns - Math.floor(turns + 0.5)) * this.#pixelCircumferences[pixel]!;
    const reach = this.radius[light]!;
    const near = 1 - (dx * dx + dy * dy) / (reach * reach);
    if (near <= 0) return;
    const strength = near * this.strength[light]!;
    if (colors === undefined) {
      picture[pixel] = Math.max(picture[pixel]!, (strength * CHANNEL_MAX) | 0);
      return;
    }
    const share = (strength * 0x8000) | 0;
    const at = pixel * 3;
    const color = light * 3;
    picture[at] = picture[at]! + (Math.imul(colors[color]! - picture[at]!, share) >> 15);
    picture[at + 1] = picture[at + 1]! + (Math.imul(colors[color + 1]! - picture[at + 1]!, share) >> 15);
    picture[at + 2] = picture[at + 2]! + (Math.imul(colors[color + 2]! - picture[at + 2]!, share) >> 15);
  }
}
