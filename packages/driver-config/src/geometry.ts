import { helixStrip, type MeasuredStrip, measuredStrip, zigzagStrip } from '@garland/animations';
import { DEFAULT_LAYOUT, heightInRadii, type StripConfig, unmaskedPixels, unmaskedPoints } from './strip.ts';

const LAYOUT_BUILDERS = { helix: helixStrip, zigzag: zigzagStrip } as const;

/** The strip that animations see: the unmasked pixels only. Outliers and unseen pixels are given by their index on the wire. */
export function geometryOf(config: StripConfig): MeasuredStrip {
  const { positions, layout = DEFAULT_LAYOUT, turns, rows, span, start, clockwise } = config;
  const wireIndices = unmaskedPixels(config);
  if (!positions) {
    const pixels = wireIndices?.length ?? config.pixels;
    const common = { pixels, height: heightInRadii(config), start, clockwise };
    return { strip: LAYOUT_BUILDERS[layout]({ ...common, turns, rows, span }), outliers: [], unseen: [] };
  }
  const onWire = (pixel: number): number => wireIndices?.[pixel] ?? pixel;
  const { strip, outliers, unseen } = measuredStrip(unmaskedPoints(config));
  return { strip, outliers: outliers.map(onWire), unseen: unseen.map(onWire) };
}
