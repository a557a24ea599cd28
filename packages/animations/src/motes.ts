import { tabulate } from './curve.ts';
import { chance, chances, hash } from './random.ts';
import type { Strip } from './strip.ts';
import { surfaceOf } from './surface.ts';

/** Small soft lights that rise or fall around the tree: snowflakes, sparks. */
export interface MoteOptions {
  readonly seed: number;
  /** Of a mote, in pitches of the strip: the smallest and the largest. */
  readonly radius: readonly [smallest: number, largest: number];
  /** Room for one mote, in pitches of the strip, across and along. */
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
 * The tree's skin as columns of rooms; every column moves at its own pace, and a room's number decides about its mote.
 * A pixel looks into one room only, however many motes there are, and nothing has to be remembered.
 */
export interface Motes {
  /** To be called once a frame, before `glow`. */
  readonly move: (timeS: number) => void;
  /** How much light of a mote falls on a pixel, 0 to 1. */
  readonly glow: (pixel: number) => number;
}

const SWAY_STEPS = 1024;
const SWAY = tabulate(SWAY_STEPS, (x) => Math.sin(2 * Math.PI * x));
/** A mote's centre keeps away from its room's ends, so that it is whole. */
const MARGIN = 0.3;
const SIZES = 16;

export function createMotes(strip: Strip, options: MoteOptions): Motes {
  const { seed, radius, room, share, speed } = options;
  const { tallness, pitch } = surfaceOf(strip);
  const columns = Math.max(3, Math.round((2 * Math.PI) / (room[0] * pitch)));
  const rooms = Math.max(1, Math.round(tallness / (room[1] * pitch)));
  const roomLength = tallness / rooms;
  const reach = Math.min(radius[1] * pitch, MARGIN * (roomLength || 1));
  const reaches = Float32Array.from({ length: SIZES }, (_, i) => {
    const size = (radius[0] + ((radius[1] - radius[0]) * i) / (SIZES - 1)) / radius[1];
    return 1 / (reach * size) ** 2;
  });

  const column = Uint16Array.from(strip.angle, (turn) => Math.floor(turn * columns) % columns);
  const across = strip.angle.map((turn, i) => turn * columns - column[i]! - 0.5);
  const width = strip.radius.map((value) => (value * 2 * Math.PI) / columns);
  const upward = speed[0] > 0;
  const along = strip.height.map((value) => (upward ? 1 - value : value) * rooms);

  const paces = Float64Array.from({ length: columns }, (_, i) => {
    const pace = speed[0] + (speed[1] - speed[0]) * chance(seed, i);
    return Math.abs(pace) * rooms;
  });
  const starts = chances(seed + 1, columns, 0, 64);
  const keys = Int32Array.from({ length: columns }, (_, i) => hash(seed + 2, i));
  const moved = new Float64Array(columns);
  const swayed = new Float64Array(1);
  const threshold = share * 256;

  return {
    move(timeS) {
      for (let i = 0; i < columns; i++) moved[i] = timeS * paces[i]! + starts[i]!;
      const sways = timeS * options.swaysPerSecond;
      swayed[0] = (sways - Math.floor(sways)) * SWAY_STEPS;
    },
    glow(pixel) {
      const lane = column[pixel]!;
      const place = along[pixel]! + moved[lane]!;
      const number = place | 0;
      const bits = hash(keys[lane]!, number);
      if ((bits & 255) >= threshold) return 0;
      const phase = ((swayed[0]! | 0) + (bits >>> 22)) & (SWAY_STEPS - 1);
      const centre = ((bits >>> 8) & 63) / 128 - 0.25 + options.sway * SWAY[phase]!;
      const dx = (across[pixel]! - centre) * width[pixel]!;
      const dy = (place - number - MARGIN - ((bits >>> 14) & 15) * ((1 - 2 * MARGIN) / 15)) * roomLength;
      const light = 1 - (dx * dx + dy * dy) * reaches[(bits >>> 18) & (SIZES - 1)]!;
      return light > 0 ? light * light : 0;
    },
  };
}
