import { type Finding, ok, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const PACKAGE_LIST_PATHS = ['/var/lib/apt/periodic/update-success-stamp', '/var/lib/apt/lists'];
const MAX_LIST_AGE_MS = 14 * 86_400_000;

/** The system is up to date, as far as it knows. */
export async function checkUpdates(machine: SystemProbe): Promise<readonly Finding[]> {
  const answer = await machine.runProgram('apt-get', '--simulate', '-o', 'Debug::NoLocking=true', 'upgrade');
  if (answer?.exitCode !== 0) return [unknown('apt does not tell what updates there are')];
  const pending = answer.stdout.split('\n').filter((line) => line.startsWith('Inst '));
  const security = pending.filter((line) => /-security\b|Debian-Security/i.test(line));
  if (security.length > 0)
    return [
      warning(
        `${security.length} security updates are waiting`,
        'sudo apt upgrade; or for good: sudo apt install unattended-upgrades',
      ),
    ];
  if (packageListAgeMs(machine) > MAX_LIST_AGE_MS)
    return [warning('nobody has looked for updates for two weeks', 'sudo apt update && sudo apt upgrade')];
  return [
    ok(
      pending.length === 0
        ? 'the system is up to date'
        : `${pending.length} updates are waiting, none for security`,
    ),
  ];
}

function packageListAgeMs(machine: SystemProbe): number {
  const times = PACKAGE_LIST_PATHS.flatMap((path) => {
    try {
      return machine.stat(path).mtimeMs;
    } catch {
      return [];
    }
  });
  return times.length === 0 ? Number.POSITIVE_INFINITY : machine.nowMs - Math.max(...times);
}
