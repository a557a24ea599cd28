import { EXPOSURES, findExposureName } from '../../exposure/address-rules.ts';
import { parseAddressRules } from '../../exposure/gateway-socket-unit.ts';
import { SOCKET_UNITS } from '../../system/installed-paths.ts';
import { findGatewayPort } from '../find-gateway-port.ts';
import { type Finding, ok, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Reports who can reach the port, which the owner should know. */
export async function checkExposure(probe: SystemProbe): Promise<readonly Finding[]> {
  const answer = await probe.runProgram(
    'systemctl',
    'show',
    SOCKET_UNITS.gateway,
    '--property=IPAddressAllow',
    '--property=IPAddressDeny',
  );
  const port = await findGatewayPort(probe);
  if (answer?.exitCode !== 0 || port === undefined)
    return [unknown('cannot determine who can reach the port')];
  const name = findExposureName(parseAddressRules(answer.stdout));
  if (!name) return [warning(`port ${port} has custom address rules`, 'to show them: garland expose')];
  return [ok(`port ${port} is open to ${EXPOSURES[name].audience} (garland expose ${name})`)];
}
