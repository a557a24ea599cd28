export { type Animation, type AnimationContext, MAX_SPEED_FACTOR, type Painter } from './animation.ts';
export { ANIMATIONS, BUILT_IN_IDS, type BuiltInId } from './built-in-animations.ts';
export { PALETTE_NAMES, PALETTES, type PaletteName } from './color/named-palettes.ts';
export type { Palette } from './color/palette.ts';
export { FlashAnalyser, type FlashAnalyserOptions, type FlashReport } from './flash/flash-analyser.ts';
export { LUMINANCE_RISE, RED_ONSET, TransitionDetector } from './flash/transition-detector.ts';
export { REGION_COUNT, TreeRegions } from './flash/tree-regions.ts';
export { FLASH_WINDOW_MS, MAX_FLASHES_PER_SECOND } from './flash/wcag-thresholds.ts';
export type { WorstSecond } from './flash/worst-second-tracker.ts';
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
} from './geometry/cone-layouts.ts';
export { type MeasuredStrip, measuredStrip } from './geometry/measured-strip.ts';
export { MAX_COORDINATE, type Point, type Strip, stripFromPoints } from './geometry/strip-geometry.ts';
