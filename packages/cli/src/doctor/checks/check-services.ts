import { SERVICE_UNITS, SOCKET_UNITS } from '../../system/installed-paths.ts';
import { type Finding, okIfNone, problem, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

const UNITS = [...Object.values(SERVICE_UNITS), ...Object.values(SOCKET_UNITS)];
const UNIT_PROPERTIES = 'Id,LoadState,ActiveState,UnitFileState,NRestarts';
/** Since the Pi was started: more than an update or two would cause. */
const MANY_RESTARTS = 5;

/** Everything runs, and starts with the Pi. */
export async function checkServices(probe: SystemProbe): Promise<readonly Finding[]> {
  const answer = await probe.runProgram('systemctl', 'show', `--property=${UNIT_PROPERTIES}`, ...UNITS);
  if (answer?.exitCode !== 0) return [unknown('systemd is not available')];
  const units = answer.stdout.split(/\n\n+/).map(parseUnitProperties);
  const findings = units.flatMap((unit) => checkUnit(unit));
  return okIfNone(findings, 'driver and gateway are running, and their sockets listen');
}

function checkUnit(unit: ReadonlyMap<string, string>): Finding[] {
  const id = unit.get('Id');
  if (!id) return [];
  if (unit.get('LoadState') !== 'loaded')
    return [problem(`${id} is not installed`, 'reinstall the package: sudo apt install --reinstall garland')];
  const active = unit.get('ActiveState');
  if (active !== 'active') return [problem(`${id} is not running (state: ${active})`, unitAdvice(id))];
  const findings: Finding[] = [];
  if (unit.get('UnitFileState') !== 'enabled')
    findings.push(warning(`${id} will not start with the Pi`, `sudo systemctl enable ${id}`));
  const restarts = Number(unit.get('NRestarts') ?? 0);
  if (restarts > MANY_RESTARTS) findings.push(warning(`${id} restarted ${restarts} times`, unitAdvice(id)));
  return findings;
}

function unitAdvice(id: string): string {
  if (id.endsWith('.socket')) return `sudo systemctl start ${id}; systemctl status ${id}`;
  return `see its log: sudo journalctl --namespace=${id.replace('.service', '')} -n 20`;
}

/** Parses one unit of `systemctl show`. */
function parseUnitProperties(block: string): ReadonlyMap<string, string> {
  const lines = block.split('\n').filter((line) => line.includes('='));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}
