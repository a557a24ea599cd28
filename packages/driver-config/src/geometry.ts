import { helixStrip, type MeasuredStrip, measuredStrip, zigzagStrip } from '@garland/animations';
import { DEFAULT_LAYOUT, heightInRadii, type StripConfig, unmaskedPixels } from './strip.ts';

const LAYOUT_BUILDERS = { helix: helixStrip, zigzag: zigzagStrip } as const;

/** The strip that animations see: the unmasked pixels only. Outliers are given by their index on the wire. */
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
