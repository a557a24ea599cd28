import type { PaletteName } from './color/named-palettes.ts';
import type { Palette } from './color/palette.ts';
import type { Frame } from './frame.ts';
import type { Strip } from './geometry/strip-geometry.ts';

/** What an animation is made for. */
export interface AnimationContext {
  readonly strip: Strip;
  readonly palette: Palette;
  /** The same seed gives the same picture. */
  readonly seed: number;
  /** The day that is lit for, if the caller knows one: months and days from 1, as people count them. */
  readonly date?: { readonly year: number; readonly month: number; readonly day: number };
}

/**
 * Paints every pixel of `frame` as it looks `timeS` seconds after the animation began. The picture is a function of the
 * time alone: it does not matter which times were asked for before, so speed never depends on the frame rate, and any
 * moment can be looked at. Allocates nothing. Right for times from 0 to a year.
 */
export type Painter = (timeS: number, frame: Frame) => void;

/** An animation may be played at up to so many times its own speed: the limits on flashes are tested there. */
export const MAX_SPEED_FACTOR = 1.5;

/** A named pure function from time, strip, palette and seed to a frame. */
export interface Animation {
  readonly title: string;
  /** One sentence. */
  readonly description: string;
  readonly tags: readonly string[];
  readonly palette: PaletteName;
  /** The speed it looks best at, as a factor on time; at `FASTEST` times that it still flashes no more than is safe. */
  readonly speed: number;
  /** The picture never changes, so one frame is enough. */
  readonly isStill: boolean;
  /** Prepares whatever is the same for all frames: tables, places, random choices. */
  prepare(stage: AnimationContext): Painter;
}
