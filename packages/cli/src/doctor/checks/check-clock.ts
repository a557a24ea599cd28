import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { type Finding, ok, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** The clock is right: tokens and certificates expire by it, and a Pi has no battery for it. */
export async function checkClock(probe: SystemProbe): Promise<readonly Finding[]> {
  const answer = await probe.runProgram('timedatectl', 'show', '--property=NTPSynchronized', '--value');
  if (isBeforeBuild(probe))
    return [
      problem(
        'the clock is earlier than the build of Garland',
        'connect the Pi to the internet, then check: timedatectl',
      ),
    ];
  const synchronised = answer?.stdout.trim();
  if (synchronised === 'yes') return [ok('the clock is synchronised')];
  if (synchronised !== 'no') return [unknown('cannot determine whether the clock is synchronised')];
  return [
    warning(
      'the clock is not synchronised, and tokens and certificates expire by it',
      'sudo timedatectl set-ntp true',
    ),
  ];
}

/** The package's files have the time of its source. */
function isBeforeBuild(probe: SystemProbe): boolean {
  const program = tryOrUndefined(() => probe.stat(INSTALLED_PATHS.programs[0]));
  return program !== undefined && probe.nowMs < program.mtimeMs;
}
