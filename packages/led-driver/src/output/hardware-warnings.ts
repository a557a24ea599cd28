import { I2S_MODULE, isI2sPin, type OutputConfig, peripheralOf } from '@garland/driver-config';
import { formatAdvice, HARDWARE_ADVICE } from '@garland/driver-config/hardware-advice';

const MODULES_FILE = '/proc/modules';
const MAPS_FILE = '/proc/self/maps';
const FOUR_GIB = 2 ** 32;

/**
 * Warnings about hardware that works, but not as well as it should; each names its fix.
 *
 * @param read the content of a file, undefined if it can't be read
 * @param arch as in `process.arch`
 */
export function hardwareWarnings(
  output: Pick<OutputConfig, 'kind' | 'gpio'>,
  read: (path: string) => Buffer | undefined,
  arch: string,
): string[] {
  if (output.kind !== 'ws281x') return [];
  const { soundUsesPwm, i2sUsesPin, nodeBelowFourGib } = HARDWARE_ADVICE;
  const modules = String(read(MODULES_FILE));
  const warnings: string[] = [];
  if (peripheralOf(output) === 'PWM' && /^snd_bcm2835 /m.test(modules))
    warnings.push(formatAdvice(soundUsesPwm));
  if (isI2sPin(output.gpio) && I2S_MODULE.test(modules)) warnings.push(formatAdvice(i2sUsesPin));
  // The addon cuts addresses to 32 bits when it unmaps them, so a program loaded low can lose pages of its own.
  if (arch.endsWith('64') && lowestAddress(String(read(MAPS_FILE))) < FOUR_GIB)
    warnings.push(formatAdvice(nodeBelowFourGib));
  return warnings;
}

function lowestAddress(maps: string): number {
  return Number.parseInt(maps, 16);
}
