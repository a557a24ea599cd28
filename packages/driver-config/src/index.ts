export {
  type DriverConfig,
  fullMa,
  type LightConfig,
  type PowerConfig,
  readDriverConfig,
  type StripConfig,
  stripGeometry,
} from './driver-config.ts';
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
