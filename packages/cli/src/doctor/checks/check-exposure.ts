import { EXPOSURES, findExposureName } from '../../exposure/address-rules.ts';
import { parseAddressRules } from '../../exposure/gateway-socket-unit.ts';
import { SOCKET_UNITS } from '../../system/installed-paths.ts';
import { findGatewayPort } from '../find-gateway-port.ts';
import { type Finding, ok, unknown, warning } from '../finding.ts';
import type { SystemProbe } from '../system-probe.ts';

/** Who may reach the port: the owner should know. */
export async function checkExposure(machine: SystemProbe): Promise<readonly Finding[]> {
  const answer = await machine.runProgram(
    'systemctl',
    'show',
    SOCKET_UNITS.gateway,
    '--property=IPAddressAllow',
    '--property=IPAddressDeny',
  );
  const port = await findGatewayPort(machine);
  if (answer?.exitCode !== 0 || port === undefined)
    return [unknown('who may reach the port can not be told')];
  const name = findExposureName(parseAddressRules(answer.stdout));
  if (!name)
    return [warning(`port ${port} has rules of its own about who may come`, 'see them: garland expose')];
  return [ok(`port ${port} is open to ${EXPOSURES[name].audience} (garland expose ${name})`)];
}
