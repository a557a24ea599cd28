import { type Finding, orElse, problem, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';

const TIGHT_SHARE = 0.05;
const FULL_SHARE = 0.005;
const PLACES_TO_WRITE: Readonly<Record<string, string>> = {
  '/var/lib/garland': 'what the tree shows would be forgotten when the Pi restarts',
  '/run/garland': 'what the tree shows would be forgotten when the driver restarts',
  '/var/log': 'what happens would not be on record',
};

/** There is room for what is remembered. */
export async function checkDisk(machine: Machine): Promise<readonly Finding[]> {
  const findings = Object.entries(PLACES_TO_WRITE).flatMap(
    ([path, consequence]) => findingOf(machine, path, consequence) ?? [],
  );
  return orElse(findings, 'there is room on the disk');
}

function findingOf(machine: Machine, path: string, consequence: string): Finding | undefined {
  try {
    const free = machine.freeShare(path);
    const told = `${path} is on a disk that is ${Math.floor((1 - free) * 100)} % full: ${consequence}`;
    if (free < FULL_SHARE)
      return problem(told, 'make room: sudo apt clean; sudo journalctl --vacuum-size=100M');
    if (free < TIGHT_SHARE)
      return warning(told, 'make room: sudo apt clean; sudo journalctl --vacuum-size=100M');
  } catch {
    // That it is missing is told with the services.
  }
  return undefined;
}
