import { GatewayService } from '../../certificates/gateway-service.ts';
import { EXPOSURES, findExposureName } from '../../exposure/address-rules.ts';
import { readAddressRules } from '../../exposure/gateway-socket-unit.ts';
import { type Finding, ok, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Reports who can reach the port, which the owner should know. */
export async function checkExposure({ runProgram }: SystemProbe): Promise<readonly Finding[]> {
  const rules = await readAddressRules(runProgram).catch(() => undefined);
  const endpoint = await new GatewayService(runProgram).findEndpoint();
  if (!rules || !endpoint) return [unknown('cannot determine who can reach the port')];
  const { port } = endpoint;
  const name = findExposureName(rules);
  if (!name) return [warning(`port ${port} has custom address rules`, 'to show them: garland expose')];
  return [ok(`port ${port} is open to ${EXPOSURES[name].audience} (garland expose ${name})`)];
}
