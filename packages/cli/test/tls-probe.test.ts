import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import { temporaryFolder } from '@garland/test-kit/support';
import { createSystemProbe } from '../src/doctor/system-probe.ts';

const folder = temporaryFolder();
const [certificate, key] = [join(folder, 'c.pem'), join(folder, 'k.pem')];
const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-subj', '/CN=x'];
execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', certificate], { stdio: 'pipe' });

/** What doctor makes of a gateway that does this with each connection. */
async function probeServer(serve: (socket: TLSSocket) => void): Promise<unknown> {
  const server = createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await createSystemProbe('/nowhere', process.env).probeGateway(port);
  } finally {
    server.close();
  }
}

test('a gateway that answers is known by its status', async () => {
  const answer = await probeServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
  assert.equal((answer as { status: number }).status, 200);
});

test('a gateway in wrong hands that never stops talking does not fill the memory of whoever asks', async () => {
  let written = 0;
  const talk = (socket: TLSSocket): void => {
    const more = (): void => {
      while (!socket.destroyed && socket.write('x'.repeat(1024))) written += 1024;
    };
    socket.on('drain', more);
    more();
  };
  await assert.rejects(probeServer(talk), /does not answer/);
  assert.ok(written < 16 * 1024 * 1024, `${written}`);
});
