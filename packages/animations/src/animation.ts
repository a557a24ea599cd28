import type { PaletteName } from './color/named-palettes.ts';
import type { Palette } from './color/palette.ts';
import type { Frame } from './frame.ts';
import type { Strip } from './geometry/strip-geometry.ts';

/** Everything that an animation depends on, except the time. */
export interface AnimationContext {
  readonly strip: Strip;
  readonly palette: Palette;
  /** The same seed gives the same frames. */
  readonly seed: number;
  /** Today's date, if known: months and days count from 1. */
  readonly date?: { readonly year: number; readonly month: number; readonly day: number };
}

/**
 * Paints every pixel of `frame` as it looks `timeS` seconds after the animation began. The frame depends on the time
 * alone, not on earlier calls, so speed never depends on the frame rate and any moment can be painted. Allocates nothing.
 * Correct for times from 0 to a year.
 */
export type Painter = (timeS: number, frame: Frame) => void;

/** The greatest factor on an animation's own speed; flash safety is tested at this speed. */
export const MAX_SPEED_FACTOR = 1.5;

/** A named pure function from time, strip, palette and seed to a frame. */
export interface Animation {
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly palette: PaletteName;
  /** The speed at which it looks best, as a factor on time; flash safe up to `MAX_SPEED_FACTOR` times that. */
  readonly speed: number;
  /** The frame never changes, so one is enough. */
  readonly isStill: boolean;
  /** Prepares the parts that all frames share: tables, positions, random choices. */
  prepare(context: AnimationContext): Painter;
}
