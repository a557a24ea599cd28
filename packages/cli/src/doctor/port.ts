import type { Machine } from './machine.ts';
import { SOCKETS } from './places.ts';

/** The port that systemd holds for the gateway. */
export async function portOf(machine: Machine): Promise<number | undefined> {
  const answer = await machine.run('systemctl', 'show', '--property=Listen', '--value', SOCKETS.gateway);
  const [, port] = /:(\d+)\b/.exec(answer?.stdout ?? '') ?? [];
  return port === undefined ? undefined : Number(port);
}
