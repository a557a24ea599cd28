import { type OutputConfig, peripheralOf } from '@garland/driver-config';

const MODULES_FILE = '/proc/modules';
const MAPS_FILE = '/proc/self/maps';
const FOUR_GIB = 2 ** 32;

/**
 * What works, but not as well as it should: each with what to do about it.
 *
 * @param read the text of a file, undefined if it can't be had
 * @param arch as `process.arch` has it
 */
export function hardwareWarnings(
  output: Pick<OutputConfig, 'kind' | 'gpio'>,
  read: (path: string) => Buffer | undefined,
  arch: string,
): string[] {
  if (output.kind !== 'ws281x') return [];
  const warnings: string[] = [];
  if (peripheralOf(output) === 'PWM' && /^snd_bcm2835 /m.test(String(read(MODULES_FILE))))
    warnings.push(
      'snd_bcm2835 is loaded, and plays sound by the PWM that the strip needs: put "dtparam=audio=off" into ' +
        '/boot/firmware/config.txt and restart, or use GPIO 21 or 10',
    );
  // The addon cuts addresses down to 32 bits when it unmaps them; a program that lies there may lose pages of its own.
  if (arch.endsWith('64') && lowestAddress(String(read(MAPS_FILE))) < FOUR_GIB)
    warnings.push(
      'this Node lies at fixed addresses below 4 GiB, where the LED addon may take memory away when the driver ends, ' +
        'so that it crashes then, with the strip dark already: prefer the Node of Debian',
    );
  return warnings;
}

function lowestAddress(maps: string): number {
  return Number.parseInt(maps, 16);
}
