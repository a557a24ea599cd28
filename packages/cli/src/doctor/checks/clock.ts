import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { PLACES } from '../places.ts';

/** The clock is right: by it tokens and certificates expire, and a Pi has no battery for it. */
export async function checkClock(machine: Machine): Promise<readonly Finding[]> {
  const answer = await machine.run('timedatectl', 'show', '--property=NTPSynchronized', '--value');
  if (isBeforeInstalled(machine))
    return [
      problem(
        'the clock is before the day on which Garland was built',
        'connect the Pi to the internet, and see: timedatectl',
      ),
    ];
  const synchronised = answer?.stdout.trim();
  if (synchronised === 'yes') return [ok('the clock is synchronised')];
  if (synchronised !== 'no') return [unknown('whether the clock is synchronised can not be told')];
  return [
    warning(
      'the clock is not synchronised: tokens and certificates expire by it',
      'sudo timedatectl set-ntp true',
    ),
  ];
}

/** The package carries the time of its source in its files. */
function isBeforeInstalled(machine: Machine): boolean {
  try {
    return machine.nowMs < machine.stat(PLACES.programs[0]).mtimeMs;
  } catch {
    return false;
  }
}
