import type { Server, Socket } from 'node:net';
import { clientKey, plainAddress } from './address.ts';
import type { Audit } from './audit/audit.ts';

/** The limit on all connections alone would let one address hold every one of them. */
export function limitConnectionsPerAddress(server: Server, perAddress: number, audit: Audit): void {
  const open = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const from = plainAddress(socket.remoteAddress);
    const key = clientKey(from);
    const count = open.get(key) ?? 0;
    if (count >= perAddress) {
      audit.record('connection_refused', { from, reason: 'address_limit' });
      socket.destroy();
      return;
    }
    open.set(key, count + 1);
    socket.once('close', () => {
      const left = (open.get(key) ?? 1) - 1;
      if (left > 0) open.set(key, left);
      else open.delete(key);
    });
  });
}
