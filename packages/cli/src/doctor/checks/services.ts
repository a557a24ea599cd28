import { type Finding, orElse, problem, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { SERVICES, SOCKETS } from '../places.ts';

const UNITS = [...Object.values(SERVICES), ...Object.values(SOCKETS)];
const PROPERTIES = 'Id,LoadState,ActiveState,UnitFileState,NRestarts';
/** Since the Pi was started: more than an update or two would make. */
const MANY_RESTARTS = 5;

/** Everything runs, and comes back after a restart of the Pi. */
export async function checkServices(machine: Machine): Promise<readonly Finding[]> {
  const answer = await machine.run('systemctl', 'show', `--property=${PROPERTIES}`, ...UNITS);
  if (answer?.code !== 0) return [unknown('there is no systemd to ask')];
  const units = answer.stdout.split(/\n\n+/).map(propertiesIn);
  const findings = units.flatMap((unit) => findingsOf(unit));
  return orElse(findings, 'driver and gateway run, and their sockets listen');
}

function findingsOf(unit: ReadonlyMap<string, string>): Finding[] {
  const id = unit.get('Id');
  if (!id) return [];
  if (unit.get('LoadState') !== 'loaded')
    return [problem(`there is no ${id}`, 'install the package again: sudo apt install --reinstall garland')];
  const active = unit.get('ActiveState');
  if (active !== 'active') return [problem(`${id} does not run: systemd calls it ${active}`, adviceFor(id))];
  const findings: Finding[] = [];
  if (unit.get('UnitFileState') !== 'enabled')
    findings.push(warning(`${id} will not start with the Pi`, `sudo systemctl enable ${id}`));
  const restarts = Number(unit.get('NRestarts') ?? 0);
  if (restarts > MANY_RESTARTS)
    findings.push(warning(`${id} had to be started ${restarts} times again`, adviceFor(id)));
  return findings;
}

function adviceFor(id: string): string {
  if (id.endsWith('.socket')) return `sudo systemctl start ${id}; systemctl status ${id}`;
  return `what it says of it: sudo journalctl --namespace=${id.replace('.service', '')} -n 20`;
}

/** What `systemctl show` prints of one unit. */
function propertiesIn(block: string): ReadonlyMap<string, string> {
  const lines = block.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
