import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** The clock is right: by it tokens and certificates expire, and a Pi has no battery for it. */
export async function checkClock(machine: SystemProbe): Promise<readonly Finding[]> {
  const answer = await machine.runProgram('timedatectl', 'show', '--property=NTPSynchronized', '--value');
  if (isBeforeBuild(machine))
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
function isBeforeBuild(machine: SystemProbe): boolean {
  try {
    return machine.nowMs < machine.stat(INSTALLED_PATHS.programs[0]).mtimeMs;
  } catch {
    return false;
  }
}
