export { budgetAdvice } from './budget-advice.ts';
export { chipCurrents, type PixelCurrents } from './chip-currents.ts';
export { readCoordinates } from './coordinates-file.ts';
export {
  type DriverConfig,
  type LightConfig,
  readDriverConfig,
} from './driver-config.ts';
export { durationInWords } from './duration.ts';
export { geometryOf } from './geometry.ts';
export {
  type ChipModel,
  type ColorOrder,
  checkOutputConfig,
  type FrequencyKhz,
  hasWhiteLed,
  I2S_MODULE,
  isI2sPin,
  type OutputConfig,
  peripheralOf,
} from './led-hardware.ts';
export type { ColorCorrection, CrossfadeCurve, LightnessCurve } from './light-values.ts';
export { parseCoordinates } from './parse-coordinates.ts';
export { positionNotices } from './position-notices.ts';
export { fullWhiteMa, maxPixelMa, type PowerConfig } from './power-config.ts';
export { describeScene } from './scene-description.ts';
export { PREVIOUS, type Scene, type SceneExpiry } from './scene-fields.ts';
export {
  bufferSymbols,
  SPI_LIMIT_FILE,
  SYMBOLS_PER_BIT,
  spiBufferAdvice,
} from './spi-buffer.ts';
export {
  type Coordinates,
  type Layout,
  MAX_PIXELS,
  type PixelRange,
  type StripConfig,
  unmaskedPixels,
} from './strip.ts';
