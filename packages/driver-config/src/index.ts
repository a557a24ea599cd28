export {
  type ColorOrder,
  type DriverConfig,
  fullMa,
  hasWhite,
  type LightConfig,
  type OutputConfig,
  type PowerConfig,
  readDriverConfig,
  type StripConfig,
  stripGeometry,
} from './driver-config.ts';
export type { ColorCorrection, CrossfadeCurve, LightnessCurve } from './light.ts';
