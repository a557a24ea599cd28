import { tabulate } from './curve.ts';
import { chances, hash } from './random.ts';
import type { Strip } from './strip.ts';
import { surfaceOf } from './surface.ts';

/** Small soft lights that rise or fall around the tree: snowflakes, sparks. */
export interface MoteOptions {
  readonly seed: number;
  /** The smallest and the largest, in pitches of the strip. */
  readonly radius: readonly [smallest: number, largest: number];
  /** Room for one mote, in pitches of the strip. */
  readonly room: readonly [across: number, along: number];
  /** Of all rooms, those with a mote in them. */
  readonly share: number;
  /** Heights of the tree a second; below 0 falling. */
  readonly speed: readonly [slowest: number, fastest: number];
  /** How far a mote sways to either side, in rooms, and how often a second. */
  readonly sway: number;
  readonly swaysPerSecond: number;
}

const SWAY = tabulate((x) => Math.sin(2 * Math.PI * x));
/** So many sizes, offsets and heights are told apart: four bits of a room's hash for each. */
const KINDS = 16;
/** A mote's centre keeps so far away from its room's ends, in rooms, that no mote is ever cut off there. */
const MARGIN = 0.3;
/** Across, it begins this near to the middle. */
const ASIDE = 0.25;

/** In place of 1 / radius²: a mote too small for any pixel to see, so that no pixel has to ask whether there is one. */
const NO_MOTE = 1e30;

/** Keeps the last pixel in the last room, however the sum of its place and the column's is rounded. */
const BELOW_ONE = 1 - 1e-6;

/**
 * The tree's skin is divided into columns of rooms; every column moves at its own pace, and a room's number decides about
 * the mote in it. A pixel looks into one room, however many motes there are, and nothing has to be remembered.
 */
export class Motes {
  readonly #columns: number;
  readonly #rooms: number;
  readonly #roomLength: number;
  readonly #filled: number;
  readonly #sway: number;
  readonly #swaysPerSecond: number;

  /** By kind of mote. */
  readonly #tightnesses: Float32Array;
  readonly #offsets: Float32Array;
  readonly #heights: Float32Array;

  /** By pixel: where it is, in rooms from its column's middle and beginning, and how wide a room is there. */
  readonly #columnOf: Uint16Array;
  readonly #across: Float32Array;
  readonly #along: Float32Array;
  readonly #width: Float32Array;

  /** By column: rooms a second, where it starts, and what its lots are drawn from. */
  readonly #paces: Float64Array;
  readonly #starts: Float32Array;
  readonly #keys: Int32Array;

  /** As they are in this frame: how far each column's first room has gone, and the mote in each room. */
  readonly #moved: Float64Array;
  readonly #middleAcross: Float32Array;
  readonly #middleAlong: Float32Array;
  readonly #tightness: Float32Array;

  constructor(strip: Strip, { seed, radius, room, share, speed, sway, swaysPerSecond }: MoteOptions) {
    const { tallness, pitch } = surfaceOf(strip);
    const columns = Math.max(3, Math.round((2 * Math.PI) / (room[0] * pitch)));
    const rooms = Math.max(1, Math.round(tallness / (room[1] * pitch)));
    this.#columns = columns;
    this.#rooms = rooms;
    this.#roomLength = tallness / rooms || 1;
    this.#filled = share * 256;
    this.#sway = sway;
    this.#swaysPerSecond = swaysPerSecond;

    const largest = Math.min(radius[1] * pitch, MARGIN * this.#roomLength);
    this.#tightnesses = kinds(largest * (radius[0] / radius[1]), largest).map((size) => 1 / (size * size));
    this.#offsets = kinds(-ASIDE, ASIDE);
    this.#heights = kinds(MARGIN, 1 - MARGIN);

    this.#columnOf = Uint16Array.from(strip.angle, (turn) => Math.floor(turn * columns));
    this.#across = strip.angle.map((turn, i) => turn * columns - this.#columnOf[i]! - 0.5);
    this.#along = strip.height.map((value) => (speed[0] > 0 ? 1 - value : value) * rooms * BELOW_ONE);
    this.#width = strip.radius.map((value) => (value * 2 * Math.PI) / columns);

    this.#paces = Float64Array.from(chances(seed, columns, ...speed), (pace) => Math.abs(pace) * rooms);
    this.#starts = chances(seed + 1, columns, 0, 64);
    this.#keys = Int32Array.from({ length: columns }, (_, column) => hash(seed + 2, column));

    this.#moved = new Float64Array(columns);
    this.#middleAcross = new Float32Array(columns * (rooms + 1));
    this.#middleAlong = new Float32Array(columns * (rooms + 1));
    this.#tightness = new Float32Array(columns * (rooms + 1));
  }

  /** To be called once a frame, before `glow`. */
  move(timeS: number): void {
    const swayed = timeS * this.#swaysPerSecond;
    const phase = ((swayed - Math.floor(swayed)) * SWAY.length) | 0;
    for (let column = 0, i = 0; column < this.#columns; column++) {
      const place = timeS * this.#paces[column]! + this.#starts[column]!;
      const number = place | 0;
      this.#moved[column] = place - number;
      for (let room = 0; room <= this.#rooms; room++, i++) {
        const bits = hash(this.#keys[column]!, number + room);
        this.#tightness[i] = bits >>> 24 < this.#filled ? this.#tightnesses[bits & 15]! : NO_MOTE;
        this.#middleAcross[i] =
          this.#offsets[(bits >>> 4) & 15]! + this.#sway * SWAY[(phase + (bits >>> 14)) & (SWAY.length - 1)]!;
        this.#middleAlong[i] = room + this.#heights[(bits >>> 8) & 15]!;
      }
    }
  }

  /** How much light of a mote falls on a pixel, 0 to 1. */
  glow(pixel: number): number {
    const column = this.#columnOf[pixel]!;
    const place = this.#along[pixel]! + this.#moved[column]!;
    const i = column * (this.#rooms + 1) + (place | 0);
    const dx = (this.#across[pixel]! - this.#middleAcross[i]!) * this.#width[pixel]!;
    const dy = (place - this.#middleAlong[i]!) * this.#roomLength;
    const light = Math.max(0, 1 - (dx * dx + dy * dy) * this.#tightness[i]!);
    return light * light;
  }
}

function kinds(from: number, to: number): Float32Array {
  return Float32Array.from({ length: KINDS }, (_, i) => from + ((to - from) * i) / (KINDS - 1));
}
