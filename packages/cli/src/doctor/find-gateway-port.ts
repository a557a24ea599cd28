import { SOCKET_UNITS } from '../system/installed-paths.ts';
import type { SystemProbe } from './system-probe.ts';

/** The port that systemd holds for the gateway. */
export async function findGatewayPort(machine: SystemProbe): Promise<number | undefined> {
  const answer = await machine.runProgram(
    'systemctl',
    'show',
    '--property=Listen',
    '--value',
    SOCKET_UNITS.gateway,
  );
  const [, port] = /:(\d+)\b/.exec(answer?.stdout ?? '') ?? [];
  return port === undefined ? undefined : Number(port);
}
