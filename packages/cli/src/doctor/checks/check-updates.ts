import { tryOrUndefined } from '../../system/try-or-undefined.ts';
import { type Finding, ok, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const PACKAGE_LIST_PATHS = ['/var/lib/apt/periodic/update-success-stamp', '/var/lib/apt/lists'];
const MAX_LIST_AGE_MS = 14 * 86_400_000;

/** No known updates are pending, and the package lists are recent. */
export async function checkUpdates(probe: SystemProbe): Promise<readonly Finding[]> {
  const answer = await probe.runProgram('apt-get', '--simulate', '-o', 'Debug::NoLocking=true', 'upgrade');
  if (answer?.exitCode !== 0) return [unknown('apt reports no update status')];
  if (!(await hasPackageLists(probe)))
    return [unknown('apt has no package lists, so pending updates are unknown', 'sudo apt update')];
  const pending = answer.stdout.split('\n').filter((line) => line.startsWith('Inst '));
  const security = pending.filter((line) => /-security\b|Debian-Security/i.test(line));
  if (security.length > 0)
    return [
      warning(
        `${security.length} security updates are pending`,
        'sudo apt upgrade; to automate it: sudo apt install unattended-upgrades',
      ),
    ];
  if (packageListAgeMs(probe) > MAX_LIST_AGE_MS)
    return [warning('the package lists are more than two weeks old', 'sudo apt update && sudo apt upgrade')];
  return [
    ok(
      pending.length === 0
        ? 'the system is up to date'
        : `${pending.length} updates are pending, none of them for security`,
    ),
  ];
}

/** Without them apt finds no update, whether there are any or not. */
async function hasPackageLists(probe: SystemProbe): Promise<boolean> {
  const answer = await probe.runProgram('apt-get', 'indextargets', 'Created-By: Packages');
  return answer?.exitCode === 0 && answer.stdout.trim() !== '';
}

function packageListAgeMs(probe: SystemProbe): number {
  const times = PACKAGE_LIST_PATHS.flatMap((path) => tryOrUndefined(() => probe.stat(path).mtimeMs) ?? []);
  return times.length === 0 ? Number.POSITIVE_INFINITY : probe.nowMs - Math.max(...times);
}
