import { helixStrip, type MeasuredStrip, measuredStrip } from '@garland/animations';
import { type DriverConfig, geometryOf, MAX_PIXELS, readCoordinates } from '@garland/driver-config';
import { parseWholeNumber } from '../command-line/parse-number.ts';
import { usageError } from '../errors/cli-error.ts';

/** Which strip to draw: at most one is given. */
export interface PreviewStripOptions {
  readonly pixels?: string;
  readonly positions?: string;
  readonly config?: string;
}

const DEFAULT_PIXELS = '100';

/**
 * @param driver the configuration of --config, or the one that has the scene; --pixels takes precedence over the latter
 * @throws {CliError | ConfigError}
 */
export function resolvePreviewStrip(
  { pixels, positions, config }: PreviewStripOptions,
  driver: DriverConfig | undefined,
): MeasuredStrip {
  if ([pixels, positions, config].filter((option) => option !== undefined).length > 1) {
    throw usageError('Use only one of --pixels, --positions and --config.');
  }
  if (positions !== undefined) return measuredStrip(readCoordinates(positions).points);
  if (driver && pixels === undefined) return geometryOf(driver.strip);
  const count = parseWholeNumber('number of pixels', pixels ?? DEFAULT_PIXELS, 1, MAX_PIXELS);
  return { strip: helixStrip({ pixels: count }), outliers: [], unseen: [] };
}
