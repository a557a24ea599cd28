import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { createServer, type TLSSocket } from 'node:tls';
import { probeGateway } from '../src/doctor/probe-gateway.ts';
import { INSTALLED_PATHS } from '../src/system/installed-paths.ts';
import { examined, fingerprintOf, HEALTHY_SYSTEM, missing, TREE } from './fake-system.ts';
import { runGarland } from './run-garland.ts';

describe('garland doctor', () => {
  it('finds no problem in a healthy system', async () => {
    const diagnoses = await examined(HEALTHY_SYSTEM);
    assert.deepEqual(
      diagnoses.filter(({ level }) => level !== 'ok'),
      [],
    );
    assert.ok(new Set(diagnoses.map(({ check }) => check)).size === 13);
  });

  it('accepts that a gateway with a client CA turns it away, and reads its certificate', async (t) => {
    const server = createServer({
      cert: TREE.certificate,
      key: TREE.key,
      ca: TREE.certificate,
      requestCert: true,
    });
    t.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const answer = await probeGateway({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    assert.deepEqual(answer, {
      status: 'certificate_required',
      fingerprint: fingerprintOf(TREE.certificate),
    });
    const diagnoses = await examined({ ...HEALTHY_SYSTEM, gateway: async () => answer });
    assert.ok(diagnoses.every(({ level }) => level === 'ok'));
    assert.ok(diagnoses.some(({ message }) => message.includes('tls.client_ca')));
  });

  it('names the checks that need root to an ordinary user, and does not count them as problems', async () => {
    const secret = missing('EACCES');
    const files = {
      ...HEALTHY_SYSTEM.files,
      [INSTALLED_PATHS.certificate]: secret,
      [INSTALLED_PATHS.registry]: secret,
      [INSTALLED_PATHS.certificateKey]: secret,
    };
    const diagnoses = await examined({ ...HEALTHY_SYSTEM, isRoot: false, files });
    assert.deepEqual(
      diagnoses.filter(({ level }) => level === 'problem' || level === 'warning'),
      [],
    );
    assert.ok(diagnoses.filter(({ level }) => level === 'unknown').length >= 3);
  });

  it('completes on a machine without any of the programs that it runs', async () => {
    const diagnoses = await examined({ ...HEALTHY_SYSTEM, programs: {} });
    assert.deepEqual(
      diagnoses.filter(({ message }) => message.startsWith('this check failed')),
      [],
    );
    assert.ok(diagnoses.some(({ level }) => level === 'unknown'));
  });

  it('says that nothing is installed', async () => {
    const { code, stderr } = await runGarland(['doctor']);
    assert.equal(code, 1);
    assert.match(stderr, /not installed on this machine.*\n.*check FILE/);
  });
});

/** The result of a probe of a gateway that does this with each connection. */
async function probeServer(serve: (socket: TLSSocket) => void): Promise<unknown> {
  const server = createServer({ cert: TREE.certificate, key: TREE.key }, (socket) => {
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await probeGateway({ host: '127.0.0.1', port });
  } finally {
    server.close();
  }
}

describe('the probe of the gateway', () => {
  it('reports the status that the gateway answers with', async () => {
    const answer = await probeServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    assert.equal((answer as { status: number }).status, 200);
  });

  it('reads only so much of a compromised gateway that never stops sending', async () => {
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
});
