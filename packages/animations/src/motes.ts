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

/**
 * The tree's skin is divided into columns of rooms; every column moves at its own pace, and a room's number decides about
 * the mote in it. A pixel looks into one room, however many motes there are, and nothing has to be remembered.
 */
export interface Motes {
  /** To be called once a frame, before `glow`. */
  readonly move: (timeS: number) => void;
  /** How much light of a mote falls on a pixel, 0 to 1. */
  readonly glow: (pixel: number) => number;
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

export function createMotes(strip: Strip, options: MoteOptions): Motes {
  const { seed, radius, room, share, speed, sway, swaysPerSecond } = options;
  const { tallness, pitch } = surfaceOf(strip);
  const columns = Math.max(3, Math.round((2 * Math.PI) / (room[0] * pitch)));
  const rooms = Math.max(1, Math.round(tallness / (room[1] * pitch)));
  const length = tallness / rooms || 1;
  const reach = Math.min(radius[1] * pitch, MARGIN * length);
  const smallest = reach * (radius[0] / radius[1]);
  const kinds = (from: number, to: number) =>
    Float32Array.from({ length: KINDS }, (_, i) => from + ((to - from) * i) / (KINDS - 1));
  const tightnesses = kinds(smallest, reach).map((size) => 1 / (size * size));
  const offsets = kinds(-ASIDE, ASIDE);
  const heights = kinds(MARGIN, 1 - MARGIN);
  const filled = share * 256;

  const columnOf = Uint16Array.from(strip.angle, (turn) => Math.floor(turn * columns));
  const firstRoom = columnOf.map((column) => column * (rooms + 1));
  const across = strip.angle.map((turn, i) => turn * columns - columnOf[i]! - 0.5);
  const width = strip.radius.map((value) => (value * 2 * Math.PI) / columns);
  const along = strip.height.map((value) => (speed[0] > 0 ? 1 - value : value) * rooms * BELOW_ONE);

  const paces = Float64Array.from(chances(seed, columns, ...speed), (pace) => Math.abs(pace) * rooms);
  const starts = chances(seed + 1, columns, 0, 64);
  const keys = Int32Array.from({ length: columns }, (_, i) => hash(seed + 2, i));
  const moved = new Float64Array(columns);
  const middleAcross = new Float32Array(columns * (rooms + 1));
  const middleAlong = new Float32Array(middleAcross.length);
  /** 1 / radius². */
  const tightness = new Float32Array(middleAcross.length);

  return {
    move(timeS) {
      const swayed = timeS * swaysPerSecond;
      const phase = ((swayed - Math.floor(swayed)) * SWAY.length) | 0;
      for (let column = 0, i = 0; column < columns; column++) {
        const place = timeS * paces[column]! + starts[column]!;
        const number = place | 0;
        moved[column] = place - number;
        for (let r = 0; r <= rooms; r++, i++) {
          const bits = hash(keys[column]!, number + r);
          const size = bits & 15;
          tightness[i] = bits >>> 24 < filled ? tightnesses[size]! : NO_MOTE;
          middleAcross[i] = offsets[(bits >>> 4) & 15]! + sway * SWAY[(phase + (bits >>> 14)) % SWAY.length]!;
          middleAlong[i] = r + heights[(bits >>> 8) & 15]!;
        }
      }
    },

    glow(pixel) {
      const place = along[pixel]! + moved[columnOf[pixel]!]!;
      const i = firstRoom[pixel]! + (place | 0);
      const dx = (across[pixel]! - middleAcross[i]!) * width[pixel]!;
      const dy = (place - middleAlong[i]!) * length;
      const light = Math.max(0, 1 - (dx * dx + dy * dy) * tightness[i]!);
      return light * light;
    },
  };
}
