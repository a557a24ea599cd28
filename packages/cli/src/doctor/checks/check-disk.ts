import { dirname } from 'node:path';
import { INSTALLED_PATHS } from '../../system/installed-paths.ts';
import { type Finding, okIfNone, problem, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const LOW_FREE_SHARE = 0.05;
const FULL_FREE_SHARE = 0.005;
const WRITTEN_FOLDERS: Readonly<Record<string, string>> = {
  '/var/lib/garland': 'a restart of the Pi would forget what is playing',
  [dirname(INSTALLED_PATHS.localSocket)]: 'a restart of the driver would forget what is playing',
  '/var/log': 'the audit log would be incomplete',
};

/** There is space for state and journals. */
export async function checkDisk(probe: SystemProbe): Promise<readonly Finding[]> {
  const findings = Object.entries(WRITTEN_FOLDERS).flatMap(
    ([path, consequence]) => checkFreeSpace(probe, path, consequence) ?? [],
  );
  return okIfNone(findings, 'there is free disk space');
}

function checkFreeSpace(probe: SystemProbe, path: string, consequence: string): Finding | undefined {
  try {
    const free = probe.freeDiskShare(path);
    const message = `${path} is on a disk that is ${Math.floor((1 - free) * 100)} % full: ${consequence}`;
    if (free < FULL_FREE_SHARE)
      return problem(message, 'free some space: sudo apt clean; sudo journalctl --vacuum-size=100M');
    if (free < LOW_FREE_SHARE)
      return warning(message, 'free some space: sudo apt clean; sudo journalctl --vacuum-size=100M');
  } catch {
    // The check of the services reports that it is missing.
  }
  return undefined;
}
