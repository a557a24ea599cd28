export { type Animation, type AnimationContext, MAX_SPEED_FACTOR, type Painter } from './animation.ts';
export { FlashAnalyser, type FlashAnalyserOptions, type FlashReport } from './flash/analyser.ts';
export { REGION_COUNT, TreeRegions } from './flash/regions.ts';
export type { WorstSecond } from './flash/tally.ts';
export { FLASH_WINDOW_MS, MAX_FLASHES_PER_SECOND } from './flash/thresholds.ts';
export { LUMINANCE_RISE, RED_ONSET, TransitionDetector } from './flash/transitions.ts';
export { CHANNEL_MAX, createFrame, type Frame } from './frame.ts';
export {
  type ConeLayoutOptions,
  DEFAULT_HEIGHT,
  DEFAULT_SPAN,
  defaultRows,
  defaultTurns,
  type HelixOptions,
  helixStrip,
  type ZigzagOptions,
  zigzagStrip,
} from './layouts.ts';
export { type MeasuredStrip, measuredStrip } from './measured.ts';
export type { Palette } from './palette.ts';
export { PALETTE_NAMES, PALETTES, type PaletteName } from './palettes.ts';
export { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from './registry.ts';
export { MAX_COORDINATE, type Point, type Strip, stripFromPoints } from './strip.ts';
