export { MAX_PIXELS, parseCoordinates } from './coordinates.ts';
export { type Coordinates, readCoordinates } from './coordinates-file.ts';
export {
  type DriverConfig,
  type LightConfig,
  maxPixelMa,
  type PowerConfig,
  readDriverConfig,
} from './driver-config.ts';
export { durationInWords } from './duration.ts';
export { geometryOf, unmaskedPixels } from './geometry.ts';
export type { ColorCorrection, CrossfadeCurve, LightnessCurve } from './light.ts';
export {
  type ChipModel,
  type ColorOrder,
  checkOutputConfig,
  type FrequencyKhz,
  hasWhiteLed,
  type OutputConfig,
  peripheralOf,
} from './output.ts';
export { describeScene } from './scene-description.ts';
export { PREVIOUS, type Scene, type SceneExpiry } from './scenes.ts';
export type { Layout, PixelRange, StripConfig } from './strip.ts';
