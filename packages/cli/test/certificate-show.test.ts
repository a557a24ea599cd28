import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, lstatSync, readFileSync, renameSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createServer } from 'node:tls';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestCa } from '@garland/test-kit/test-ca';
import { readCertificatePair } from '../src/certificates/certificate-pair.ts';
import { TlsFolder } from '../src/certificates/tls-folder.ts';
import { probeServedCertificate } from '../src/certificates/tls-probe.ts';
import { FakeGateway, fingerprintOfPairIn } from './fake-gateway.ts';

const ca = new TestCa();
const old = ca.issue({ names: 'DNS:old.example.org' }).folder;

describe('garland certificate', () => {
  it('shows what the gateway serves, and what it would take to trust it', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const wanted = new X509Certificate(readFileSync(join(gateway.tls, 'fullchain.pem')));
    assert.deepEqual(JSON.parse((await gateway.run('--json')).stdout), {
      subject: 'CN=tree',
      names: ['old.example.org'],
      issuer: 'CN=Test CA',
      selfSigned: false,
      key: 'EC P-256',
      serial: wanted.serialNumber,
      notBefore: new Date(wanted.validFrom).toISOString(),
      notAfter: new Date(wanted.validTo).toISOString(),
      fingerprint: wanted.fingerprint256,
      source: null,
      served: true,
      isSelfSigned: false,
      replaced: null,
      faults: [],
    });
    const { code, stdout } = await gateway.run();
    assert.equal(code, 0);
    assert.match(stdout, /^valid +until \d{4}-\d\d-\d\d, for another 60 days$/m);
    assert.ok(stdout.includes(wanted.fingerprint256));
  });
  it('reads the served certificate and completes the handshake', async (t) => {
    const [cert, key] = ['fullchain.pem', 'privkey.pem'].map((name) => readFileSync(join(old, name)));
    const server = createServer({ cert, key });
    t.after(() => server.close());
    const faults: Error[] = [];
    server.on('tlsClientError', (error) => faults.push(error));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    for (let i = 0; i < 20; i++) await probeServedCertificate({ host: '127.0.0.1', port });
    await once(server.close(), 'close');
    assert.deepEqual(faults, []);
  });

  it('says that the gateway serves another one than is on disk, or none', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    gateway.installByHand(ca.issue().folder);
    assert.match(
      (await gateway.run()).stdout,
      /^served +no, another certificate is served: .*restart garland-gateway$/m,
    );
    gateway.stop();
    assert.match((await gateway.run()).stdout, /^served +the gateway does not respond$/m);
  });

  it('distinguishes the one that the package makes from one of a CA', async (t) => {
    const gateway = await FakeGateway.start(t);
    await gateway.run('self-signed', '--if-needed');
    const { code, stdout } = await gateway.run();
    assert.equal(code, 0);
    assert.match(stdout, /^signed by +itself/m);
    assert.match(stdout, /^names .*localhost, 127\.0\.0\.1, /m);
    assert.match(stdout, /^origin +created by this machine, which renews it/m);
  });

  it('says where there is none', async (t) => {
    const gateway = await FakeGateway.start(t);
    const { code, stderr } = await gateway.run();
    assert.equal(code, 1);
    assert.match(stderr, /\/tls\/fullchain\.pem does not exist/);
  });
});

describe('the folder of certificate and key', () => {
  it('has a certificate and its own key, whenever the power fails', () => {
    const renewed = ca.issue().folder;
    for (let failing = 0, done = false; !done; failing++) {
      const path = temporaryFolder();
      for (const name of ['fullchain.pem', 'privkey.pem']) copyFileSync(join(old, name), join(path, name));
      let renames = 0;
      const folder = new TlsFolder(path, (from, to) => {
        if (renames++ === failing) throw new Error('the power fails');
        renameSync(from, to);
      });
      try {
        folder.activate(folder.add(readCertificatePair(renewed), renewed));
        done = true;
      } catch {
        assert.ok(
          [old, renewed].map(fingerprintOfPairIn).includes(fingerprintOfPairIn(path)),
          `rename ${failing}`,
        );
      }
      const again = new TlsFolder(path);
      again.activate(again.add(readCertificatePair(renewed), renewed));
      assert.equal(fingerprintOfPairIn(path), fingerprintOfPairIn(renewed));
    }
  });

  it('is made of links into one folder, so that both files change at once', () => {
    const path = temporaryFolder();
    const folder = new TlsFolder(path);
    const name = folder.add(readCertificatePair(ca.issue().folder));
    assert.ok(!existsSync(join(path, 'fullchain.pem')));
    folder.activate(name);
    for (const file of ['fullchain.pem', 'privkey.pem', 'current'])
      assert.ok(lstatSync(join(path, file)).isSymbolicLink());
  });
});
