import { diagnoseService } from '../../services/diagnose-service.ts';
import { type Finding, okIfNone } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Everything runs, would start again, and starts with the Pi. */
export async function checkServices(probe: SystemProbe): Promise<readonly Finding[]> {
  const findings = await Promise.all([diagnoseService(probe, 'driver'), diagnoseService(probe, 'gateway')]);
  return okIfNone(findings.flat(), 'driver and gateway are running, and their sockets listen');
}
