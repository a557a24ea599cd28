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
export { durationInWords } from './duration.ts';
export { type Ending, PREVIOUS, type Scene } from './scenes.ts';
