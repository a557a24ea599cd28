export {
  type ColorOrder,
  type DriverConfig,
  type LightConfig,
  type OutputConfig,
  type PowerConfig,
  readDriverConfig,
  type StripConfig,
  stripGeometry,
} from './driver-config.ts';
