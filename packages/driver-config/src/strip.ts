import type { Point } from '@garland/animations';

export const MAX_PIXELS = 1000;

export const DEFAULT_LAYOUT: Layout = 'helix';

/** Measured positions of the pixels. */
export interface Coordinates {
  readonly file: string;
  /** In the order of the wire; undefined for a light that was not seen. */
  readonly points: readonly (Point | undefined)[];
  /** Whether lights can follow that the file does not mention. */
  readonly isOpenEnded: boolean;
}

export type Layout = 'helix' | 'zigzag';

/** Indices on the wire, from 0, both ends included. */
export interface PixelRange {
  readonly first: number;
  readonly last: number;
}

/** The strip, fixed while the driver runs. Keys that the file leaves out are undefined. */
export interface StripConfig {
  /** Of the wire, masked ones included. */
  readonly pixels: number;
  /** Masked pixels: they stay dark, and animations do not see them. */
  readonly leave_out: readonly PixelRange[];
  /** Replaces all keys below. */
  readonly positions?: Coordinates | undefined;
  readonly layout?: Layout | undefined;
  readonly turns?: number | undefined;
  readonly rows?: number | undefined;
  /** In turns around the tree. */
  readonly span?: number | undefined;
  /** In the same unit as the radius. */
  readonly height?: number | undefined;
  readonly radius?: number | undefined;
  readonly start?: 'bottom' | 'top' | undefined;
  readonly clockwise?: boolean | undefined;
}

/** The wire indices of the pixels that are not masked, in order; undefined if none is masked. */
export function unmaskedPixels({ pixels, leave_out }: StripConfig): Uint16Array | undefined {
  if (leave_out.length === 0) return undefined;
  const wire = Uint16Array.from({ length: pixels }, (_, pixel) => pixel);
  return wire.filter((pixel) => !leave_out.some(({ first, last }) => first <= pixel && pixel <= last));
}

/** The measured positions of the pixels that are not masked, in order; undefined for those that were not seen. */
export function unmaskedPoints(config: StripConfig): readonly (Point | undefined)[] {
  const { positions, pixels } = config;
  const wire = unmaskedPixels(config) ?? Array.from({ length: pixels }).keys();
  return Array.from(wire, (pixel) => positions?.points[pixel]);
}

export function heightInRadii({ height, radius = 1 }: StripConfig): number | undefined {
  return height === undefined ? undefined : height / radius;
}
