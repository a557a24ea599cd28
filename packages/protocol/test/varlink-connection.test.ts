import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { VarlinkConnection } from '../src/client/varlink-connection.ts';

test('calls of one turn of the event loop leave in one write, and those of the next in another', async () => {
  const writes: number[] = [];
  const socket = new Duplex({
    read() {},
    write(_chunk, _encoding, next) {
      writes.push(1);
      next();
    },
    writev(chunks, next) {
      writes.push(chunks.length);
      next();
    },
  });
  const link = new VarlinkConnection(socket as Socket);
  const handler = { onReply: () => {}, onError: () => {} };
  for (const calls of [20, 1]) {
    for (let i = 0; i < calls; i++) link.call('io.garland.Driver.Status', {}, 1000, handler);
    await new Promise((resolve) => setImmediate(resolve));
  }
  link.close();
  assert.deepEqual(writes, [20, 1]);
});
