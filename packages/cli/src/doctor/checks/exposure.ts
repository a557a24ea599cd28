import { EXPOSURES, nameOf } from '../../exposure/rules.ts';
import { rulesIn } from '../../exposure/socket-unit.ts';
import { type Finding, ok, unknown, warning } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { SOCKETS } from '../places.ts';
import { portOf } from '../port.ts';

/** Who may reach the port: the owner should know. */
export async function checkExposure(machine: Machine): Promise<readonly Finding[]> {
  const answer = await machine.run(
    'systemctl',
    'show',
    SOCKETS.gateway,
    '--property=IPAddressAllow',
    '--property=IPAddressDeny',
  );
  const port = await portOf(machine);
  if (answer?.code !== 0 || port === undefined) return [unknown('who may reach the port can not be told')];
  const name = nameOf(rulesIn(answer.stdout));
  if (!name)
    return [warning(`port ${port} has rules of its own about who may come`, 'see them: garland expose')];
  return [ok(`port ${port} is open to ${EXPOSURES[name].to} (garland expose ${name})`)];
}
