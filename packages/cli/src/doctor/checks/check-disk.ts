import { type Finding, okIfNone, problem, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const LOW_FREE_SHARE = 0.05;
const FULL_FREE_SHARE = 0.005;
const WRITTEN_FOLDERS: Readonly<Record<string, string>> = {
  '/var/lib/garland': 'what the tree shows would be forgotten when the Pi restarts',
  '/run/garland': 'what the tree shows would be forgotten when the driver restarts',
  '/var/log': 'what happens would not be on record',
};

/** There is room for what is remembered. */
export async function checkDisk(machine: SystemProbe): Promise<readonly Finding[]> {
  const findings = Object.entries(WRITTEN_FOLDERS).flatMap(
    ([path, consequence]) => checkFreeSpace(machine, path, consequence) ?? [],
  );
  return okIfNone(findings, 'there is room on the disk');
}

function checkFreeSpace(machine: SystemProbe, path: string, consequence: string): Finding | undefined {
  try {
    const free = machine.freeDiskShare(path);
    const message = `${path} is on a disk that is ${Math.floor((1 - free) * 100)} % full: ${consequence}`;
    if (free < FULL_FREE_SHARE)
      return problem(message, 'make room: sudo apt clean; sudo journalctl --vacuum-size=100M');
    if (free < LOW_FREE_SHARE)
      return warning(message, 'make room: sudo apt clean; sudo journalctl --vacuum-size=100M');
  } catch {
    // That it is missing is told with the services.
  }
  return undefined;
}
