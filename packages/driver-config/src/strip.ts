import type { Point } from '@garland/animations';

/** The most pixels that a strip can have. */
export const MAX_PIXELS = 1000;

export const DEFAULT_LAYOUT: Layout = 'helix';

/** Where the pixels are, by measurement. */
export interface Coordinates {
  readonly file: string;
  readonly points: readonly Point[];
}

export type Layout = 'helix' | 'zigzag';

/** Pixels on the wire, counted from 0, both ends among them. */
export interface PixelRange {
  readonly first: number;
  readonly last: number;
}

/** What the strip is: fixed while the driver runs. What nobody said is undefined. */
export interface StripConfig {
  /** On the wire, those that are left out among them. */
  readonly pixels: number;
  /** Stay dark, and no animation knows of them. */
  readonly leave_out: readonly PixelRange[];
  /** In place of all that follows. */
  readonly positions?: Coordinates | undefined;
  readonly layout?: Layout | undefined;
  readonly turns?: number | undefined;
  readonly rows?: number | undefined;
  /** In turns around the tree. */
  readonly span?: number | undefined;
  /** In the same unit as the radius, whichever that is. */
  readonly height?: number | undefined;
  readonly radius?: number | undefined;
  readonly start?: 'bottom' | 'top' | undefined;
  readonly clockwise?: boolean | undefined;
}

/** The places on the wire of the pixels that are lit, in order; undefined if those are all. */
export function unmaskedPixels({ pixels, leave_out }: StripConfig): Uint16Array | undefined {
  if (leave_out.length === 0) return undefined;
  const wire = Uint16Array.from({ length: pixels }, (_, pixel) => pixel);
  return wire.filter((pixel) => !leave_out.some(({ first, last }) => first <= pixel && pixel <= last));
}

export function heightInRadii({ height, radius = 1 }: StripConfig): number | undefined {
  return height === undefined ? undefined : height / radius;
}
