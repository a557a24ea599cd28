import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { VarlinkConnection } from '../src/client/varlink-connection.ts';

test('calls of one turn of the event loop leave in one write, and those of the next in another', async () => {
  const writes: number[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _encoding, next) {
      writes.push(chunk.toString().split('\0').length - 1);
      next();
    },
  });
  const connection = new VarlinkConnection(socket as Socket);
  const handler = { onReply: () => {}, onError: () => {} };
  for (const calls of [20, 1]) {
    for (let i = 0; i < calls; i++) connection.call('io.garland.Driver.Status', {}, 1000, handler);
    await new Promise((resolve) => setImmediate(resolve));
  }
  connection.close();
  assert.deepEqual(writes, [20, 1]);
});
