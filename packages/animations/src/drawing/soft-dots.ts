import { CHANNEL_MAX, type Frame } from '../frame.ts';
import type { Strip } from '../geometry/strip-geometry.ts';
import { surfaceMetrics } from '../geometry/surface-metrics.ts';

/** The tree's surface is divided into rows and sectors, to find the pixels near a position. */
const ROWS = 16;
const SECTORS = 16;
/** The least radius for distances around the trunk, so that at the tip a dot does not cover all sides. */
const MIN_RADIUS = 0.12;

/** Soft round dots anywhere on the tree's surface. Painting a dot visits only the pixels around it. */
export class SoftDots {
  /** The dots of the current frame, to be set before painting: positions (any number of turns and heights), strengths. */
  readonly angle: Float64Array;
  readonly height: Float64Array;
  readonly strength: Float64Array;
  /** In base radii; above 0. */
  readonly radius: Float64Array;

  /** The pixels by row and sector, and where those of each sector begin. */
  readonly #pixelsByCell: Uint32Array;
  readonly #cellStart: Uint32Array;
  /** By row, the shortest distance around the trunk. */
  readonly #rowMinCircumference: Float64Array;

  readonly #aspectRatio: number;
  readonly #pixelHeights: Float32Array;
  readonly #pixelAngles: Float32Array;
  readonly #pixelCircumferences: Float32Array;

  constructor(strip: Strip, dots: number, dotRadius: number) {
    this.angle = new Float64Array(dots);
    this.height = new Float64Array(dots);
    this.strength = new Float64Array(dots);
    this.radius = new Float64Array(dots).fill(dotRadius);

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

  /** Tints the pixels around each dot towards its colour, less with distance. */
  paint(frame: Frame, colors: Frame): void {
    this.#paintAll(frame, colors);
  }

  /** Writes the brightness of each pixel, 0 to `CHANNEL_MAX`: where dots overlap, that of the brightest. */
  paintIntensity(intensity: Uint16Array): void {
    intensity.fill(0);
    this.#paintAll(intensity);
  }

  /** Tints with colours, writes brightness without. */
  #paintAll(target: Uint16Array, colors?: Frame): void {
    for (let dot = 0; dot < this.strength.length; dot++) {
      if (this.strength[dot]! > 0) this.#paintOne(target, dot, colors);
    }
  }

  #paintOne(target: Uint16Array, dot: number, colors?: Frame): void {
    const height = this.height[dot]!;
    const turn = this.angle[dot]!;
    const dotRadius = this.radius[dot]!;
    const span = this.#aspectRatio > 0 ? dotRadius / this.#aspectRatio : ROWS;
    const highest = Math.min(ROWS - 1, Math.floor((height + span) * ROWS));
    for (let row = Math.max(0, Math.floor((height - span) * ROWS)); row <= highest; row++) {
      const halfTurns = Math.min(0.5, dotRadius / this.#rowMinCircumference[row]!);
      const from = Math.floor((turn - halfTurns) * SECTORS);
      const to = Math.min(from + SECTORS - 1, Math.floor((turn + halfTurns) * SECTORS));
      for (let sector = from; sector <= to; sector++) {
        const cell = row * SECTORS + (sector & (SECTORS - 1));
        const end = this.#cellStart[cell + 1]!;
        for (let n = this.#cellStart[cell]!; n < end; n++)
          this.#blendPixel(this.#pixelsByCell[n]!, target, dot, colors);
      }
    }
  }

  #blendPixel(pixel: number, target: Uint16Array, dot: number, colors?: Frame): void {
    const dy = (this.#pixelHeights[pixel]! - this.height[dot]!) * this.#aspectRatio;
    const turns = this.#pixelAngles[pixel]! - this.angle[dot]!;
    const dx = (turns - Math.floor(turns + 0.5)) * this.#pixelCircumferences[pixel]!;
    const dotRadius = this.radius[dot]!;
    const near = 1 - (dx * dx + dy * dy) / (dotRadius * dotRadius);
    if (near <= 0) return;
    const strength = near * this.strength[dot]!;
    if (colors === undefined) {
      target[pixel] = Math.max(target[pixel]!, (strength * CHANNEL_MAX) | 0);
      return;
    }
    const share = (strength * 0x8000) | 0;
    const at = pixel * 3;
    const color = dot * 3;
    target[at] = target[at]! + (Math.imul(colors[color]! - target[at]!, share) >> 15);
    target[at + 1] = target[at + 1]! + (Math.imul(colors[color + 1]! - target[at + 1]!, share) >> 15);
    target[at + 2] = target[at + 2]! + (Math.imul(colors[color + 2]! - target[at + 2]!, share) >> 15);
  }
}
