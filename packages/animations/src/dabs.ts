import { type Frame, FULL } from './frame.ts';
import type { Strip } from './strip.ts';
import { surfaceOf } from './surface.ts';

/** The tree's skin is divided into rows, and these into sectors, to find the pixels of a place. */
const ROWS = 16;
const SECTORS = 16;
/** Nearer to the trunk a turn counts as if it were here, in radii: or at the tip a light would cover all around it. */
const INNERMOST = 0.12;

/** Soft round lights anywhere on the tree's skin. A light looks only at the pixels around it, however many there are. */
export class Dabs {
  /** As they are in this frame, to be written first: where (any number of turns and heights), and how strong. */
  readonly turn: Float64Array;
  readonly height: Float64Array;
  readonly light: Float64Array;
  /** In base radii; above 0. */
  readonly reach: Float64Array;

  /** The pixels by row and sector, and where those of each sector begin. */
  readonly #order: Uint32Array;
  readonly #first: Uint32Array;
  /** By row, the shortest way around. */
  readonly #least: Float64Array;

  readonly #tallness: number;
  readonly #heights: Float32Array;
  readonly #angles: Float32Array;
  readonly #around: Float32Array;

  constructor(strip: Strip, lights: number, reach: number) {
    this.turn = new Float64Array(lights);
    this.height = new Float64Array(lights);
    this.light = new Float64Array(lights);
    this.reach = new Float64Array(lights).fill(reach);

    const { count, height, angle, radius } = strip;
    this.#tallness = surfaceOf(strip).tallness;
    this.#heights = height;
    this.#angles = angle;
    this.#around = radius.map((value) => 2 * Math.PI * Math.max(INNERMOST, value));
    this.#least = new Float64Array(ROWS).fill(Infinity);
    const cells = Uint16Array.from(height, (h, i) => {
      const row = Math.min(ROWS - 1, (h * ROWS) | 0);
      this.#least[row] = Math.min(this.#least[row]!, this.#around[i]!);
      return row * SECTORS + ((angle[i]! * SECTORS) | 0);
    });
    this.#order = Uint32Array.from({ length: count }, (_, i) => i).sort((a, b) => cells[a]! - cells[b]!);
    this.#first = new Uint32Array(ROWS * SECTORS + 1);
    for (const cell of cells) this.#first[cell + 1]! += 1;
    for (let cell = 0; cell < ROWS * SECTORS; cell++) this.#first[cell + 1]! += this.#first[cell]!;
  }

  /** Tints the pixels around each light towards its colour, the less the farther away. */
  paint(frame: Frame, colors: Frame): void {
    this.#paintAll(frame, colors);
  }

  /** Writes down how much light each pixel has, 0 to `FULL`: where lights overlap, that of the brightest. */
  gather(glow: Uint16Array): void {
    glow.fill(0);
    this.#paintAll(glow);
  }

  /** With colours it tints, without it gathers. */
  #paintAll(picture: Uint16Array, colors?: Frame): void {
    for (let light = 0; light < this.light.length; light++) {
      if (this.light[light]! > 0) this.#paintOne(picture, light, colors);
    }
  }

  #paintOne(picture: Uint16Array, light: number, colors?: Frame): void {
    const height = this.height[light]!;
    const turn = this.turn[light]!;
    const reach = this.reach[light]!;
    const span = this.#tallness > 0 ? reach / this.#tallness : ROWS;
    const highest = Math.min(ROWS - 1, Math.floor((height + span) * ROWS));
    for (let row = Math.max(0, Math.floor((height - span) * ROWS)); row <= highest; row++) {
      const aside = Math.min(0.5, reach / this.#least[row]!);
      const from = Math.floor((turn - aside) * SECTORS);
      const to = Math.min(from + SECTORS - 1, Math.floor((turn + aside) * SECTORS));
      for (let sector = from; sector <= to; sector++) {
        const cell = row * SECTORS + (sector & (SECTORS - 1));
        const end = this.#first[cell + 1]!;
        for (let n = this.#first[cell]!; n < end; n++) this.#touch(this.#order[n]!, picture, light, colors);
      }
    }
  }

  #touch(pixel: number, picture: Uint16Array, light: number, colors?: Frame): void {
    const dy = (this.#heights[pixel]! - this.height[light]!) * this.#tallness;
    const turns = this.#angles[pixel]! - this.turn[light]!;
    const dx = (turns - Math.floor(turns + 0.5)) * this.#around[pixel]!;
    const reach = this.reach[light]!;
    const near = 1 - (dx * dx + dy * dy) / (reach * reach);
    if (near <= 0) return;
    const strength = near * this.light[light]!;
    if (colors === undefined) {
      picture[pixel] = Math.max(picture[pixel]!, (strength * FULL) | 0);
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
