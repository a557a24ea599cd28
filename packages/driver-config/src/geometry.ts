import { helixStrip, type MeasuredStrip, measuredStrip, zigzagStrip } from '@garland/animations';
import type { Layout, StripConfig } from './strip.ts';

export const DEFAULT_LAYOUT: Layout = 'helix';

const LAYOUT_BUILDERS = { helix: helixStrip, zigzag: zigzagStrip } as const;

/** The strip that animations see: the lit pixels alone. What was pulled in is told by its place on the wire. */
export function geometryOf(config: StripConfig): MeasuredStrip {
  const { positions, layout = DEFAULT_LAYOUT, turns, rows, span, start, clockwise } = config;
  const wireIndices = unmaskedPixels(config);
  if (!positions) {
    const pixels = wireIndices?.length ?? config.pixels;
    const common = { pixels, height: heightInRadii(config), start, clockwise };
    return { strip: LAYOUT_BUILDERS[layout]({ ...common, turns, rows, span }), outliers: [] };
  }
  const points = wireIndices
    ? Array.from(wireIndices, (pixel) => positions.points[pixel]!)
    : positions.points;
  const { strip, outliers } = measuredStrip(points);
  return { strip, outliers: wireIndices ? outliers.map((pixel) => wireIndices[pixel]!) : outliers };
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
