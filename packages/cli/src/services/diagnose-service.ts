import type { ServiceName } from '../audit/read-journal.ts';
import { type Finding, unknown } from '../doctor/finding.ts';
import type { SystemProbe } from '../doctor/system-probe.ts';
import { INSTALLED_PATHS, SERVICE_UNITS, SOCKET_UNITS } from '../system/installed-paths.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { configMistakes } from './config-mistakes.ts';
import { diagnoseUnit } from './diagnose-unit.ts';
import { readUnits } from './unit-properties.ts';

/** The service first: a start of it starts its sockets too. */
export const UNITS_OF: Readonly<Record<ServiceName, readonly string[]>> = {
  driver: [SERVICE_UNITS.driver, SOCKET_UNITS.remote, SOCKET_UNITS.local, SOCKET_UNITS.root],
  gateway: [SERVICE_UNITS.gateway, SOCKET_UNITS.gateway],
};

/** Everything that is wrong with a service, its sockets and its configuration. */
export async function diagnoseService(probe: SystemProbe, service: ServiceName): Promise<readonly Finding[]> {
  const [units, mistakes] = await Promise.all([
    readUnits(probe.runProgram, UNITS_OF[service]),
    configMistakes(probe, service),
  ]);
  if (!units)
    return [
      unknown(`systemd does not report whether the ${service} runs`, `systemctl status garland-${service}`),
    ];
  const [unit = new Map<string, string>(), ...sockets] = units;
  const lastReason = service === 'driver' ? lastReasonOfDriver(probe) : '';
  const findings = diagnoseUnit(unit, mistakes, probe.nowMs, lastReason);
  // Those of a service that does not run are stopped with it, or by it.
  const isRunning = unit.get('ActiveState') === 'active';
  const ofSockets = sockets.flatMap((socket) => diagnoseUnit(socket, [], probe.nowMs));
  return [...findings, ...ofSockets.filter(({ message }) => isRunning || message.endsWith(' is masked'))];
}

/** The driver leaves it until its next start has shown it as its status. */
function lastReasonOfDriver(probe: SystemProbe): string {
  const reason = tryOrUndefined(() => probe.readFile(INSTALLED_PATHS.failedStart)) ?? '';
  return reason.replaceAll(/\n\s*/g, '; ');
}
