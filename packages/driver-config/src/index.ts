export { MAX_PIXELS, parseCoordinates } from './coordinates.ts';
export { type Coordinates, readCoordinates } from './coordinates-file.ts';
export {
  type DriverConfig,
  fullMa,
  type LightConfig,
  type PowerConfig,
  readDriverConfig,
} from './driver-config.ts';
export { durationInWords } from './duration.ts';
export { geometryOf, litPixels } from './geometry.ts';
export type { ColorCorrection, CrossfadeCurve, LightnessCurve } from './light.ts';
export {
  type Chip,
  type ColorOrder,
  checkOutput,
  type FrequencyKhz,
  hasWhite,
  type OutputConfig,
  peripheralOf,
} from './output.ts';
export { describeScene } from './scene-description.ts';
export { type Ending, PREVIOUS, type Scene } from './scenes.ts';
export type { Layout, PixelRange, StripConfig } from './strip.ts';
