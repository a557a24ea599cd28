export { type Animation, FASTEST, type Painter, type Stage } from './animation.ts';
export { FlashAnalyser, type FlashAnalyserOptions, type FlashReport } from './flash/analyser.ts';
export { REGIONS, Regions } from './flash/regions.ts';
export type { WorstSecond } from './flash/tally.ts';
export { FLASHES_A_SECOND, SECOND_MS } from './flash/thresholds.ts';
export { RED_CAME, RISE, Transitions } from './flash/transitions.ts';
export { createFrame, type Frame, FULL } from './frame.ts';
export {
  DEFAULT_HEIGHT,
  DEFAULT_SPAN,
  defaultRows,
  defaultTurns,
  type HelixOptions,
  helixStrip,
  type LayoutOptions,
  type ZigzagOptions,
  zigzagStrip,
} from './layouts.ts';
export { type Measured, measuredStrip } from './measured.ts';
export type { Palette } from './palette.ts';
export { PALETTE_NAMES, PALETTES, type PaletteName } from './palettes.ts';
export { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from './registry.ts';
export { FARTHEST, type Point, type Strip, stripFromPoints } from './strip.ts';
