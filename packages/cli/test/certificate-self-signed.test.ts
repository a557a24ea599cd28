import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { connect, createServer } from 'node:tls';
import { subjectAltNames } from '@garland/daemon/certificates';
import { temporaryFolder } from '@garland/test-kit/support';
import { openssl, TestCa } from '@garland/test-kit/test-ca';
import type { CertificatePair } from '../src/certificates/certificate-pair.ts';
import { createSelfSigned, isRenewalDue } from '../src/certificates/self-signed.ts';
import { FakeGateway, fingerprintOfPairIn } from './fake-gateway.ts';

const DAY_MS = 86_400_000;
const create = (hostName: string): CertificatePair => createSelfSigned({ hostName, env: process.env });

/** Whether a client that trusts this certificate accepts it from a server that has the pair. */
async function handshake(
  trusted: string,
  { cert, key }: { cert: string; key: string },
  servername: string,
): Promise<string> {
  const server = createServer({ cert, key }, (socket) => socket.end());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect({
    port: (server.address() as AddressInfo).port,
    host: '127.0.0.1',
    ca: trusted,
    servername,
  });
  return (await new Promise((resolve) => {
    socket.once('secureConnect', () => resolve('accepted'));
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => resolve(code));
  }).finally(() => {
    socket.destroy();
    server.close();
  })) as string;
}

/** As earlier versions did it: openssl's defaults make it a CA. */
function createOutdated(folder: string, days = 3650): void {
  const pair = join(folder, 'self-signed');
  mkdirSync(pair, { recursive: true });
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc', '-days', `${days}`],
    ...['-subj', '/CN=tree.local', '-addext', 'subjectAltName=DNS:tree.local'],
    ...['-keyout', join(pair, 'privkey.pem'), '-out', join(pair, 'fullchain.pem')],
  );
  symlinkSync('self-signed', join(folder, 'current'));
  for (const name of ['fullchain.pem', 'privkey.pem']) symlinkSync(`current/${name}`, join(folder, name));
}

describe('a self-signed certificate', () => {
  it('can be made for a machine with any name', () => {
    for (const [hostName, ...names] of [
      ['tree', 'tree.local', 'tree'],
      ['Tree', 'tree.local', 'tree'],
      ['tree.example.org', 'tree.local', 'tree', 'tree.example.org'],
      ['tree.local', 'tree.local', 'tree'],
      ['x'.repeat(59), `${'x'.repeat(59)}.local`, 'x'.repeat(59)],
      ['x'.repeat(64), `${'x'.repeat(64)}.local`, 'x'.repeat(64)],
      ['localhost', 'localhost.local'],
      ['a_b', 'a_b.local', 'a_b'],
      ['a,DNS:evil.example', ...[]],
      ['bäume'],
      ['(none)'],
      [''],
    ] as const) {
      const { leaf } = create(hostName);
      assert.deepEqual(
        subjectAltNames(leaf),
        [...names, 'localhost', '127.0.0.1', '0:0:0:0:0:0:0:1'],
        hostName,
      );
    }
  });

  it('is not a CA, is for servers, and valid for 825 days, which Apple accepts', () => {
    const { leaf } = create('tree');
    assert.equal(leaf.ca, false);
    assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1']);
    const days = (Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / DAY_MS;
    assert.equal(days, 825);
  });

  it('is accepted by a client that trusts it, under its names only, also if the client is strict', async () => {
    const { chainPem: cert, keyPem: key } = create('tree');
    assert.equal(await handshake(cert, { cert, key }, 'tree.local'), 'accepted');
    assert.equal(await handshake(cert, { cert, key }, 'localhost'), 'accepted');
    assert.equal(await handshake(cert, { cert, key }, 'other.local'), 'ERR_TLS_CERT_ALTNAME_INVALID');
    assert.equal(
      await handshake(create('tree').chainPem, { cert, key }, 'tree.local'),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
    );
    const file = join(temporaryFolder(), 'tree.pem');
    writeFileSync(file, cert);
    openssl('verify', '-x509_strict', '-purpose', 'sslserver', '-CAfile', file, file);
  });

  it('cannot vouch for another server, unlike a CA', async () => {
    const forge = async ({
      chainPem,
      keyPem,
    }: Pick<CertificatePair, 'chainPem' | 'keyPem'>): Promise<string> => {
      const at = (name: string): string => join(folder, name);
      const folder = temporaryFolder();
      writeFileSync(at('ca.pem'), chainPem);
      writeFileSync(at('ca.key'), keyPem);
      openssl(
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:P-256',
          '-noenc',
          '-subj',
          '/CN=bank',
        ],
        ...['-addext', 'subjectAltName=DNS:bank.example', '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
        ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
      );
      const [cert, key] = ['cert.pem', 'key.pem'].map((name) => readFileSync(at(name), 'utf8'));
      return await handshake(chainPem, { cert: `${cert}${chainPem}`, key: key ?? '' }, 'bank.example');
    };
    assert.notEqual(await forge(create('tree')), 'accepted');
    const ca = new TestCa();
    assert.equal(
      await forge({ chainPem: `${ca.certificate}`, keyPem: readFileSync(join(ca.folder, 'ca.key'), 'utf8') }),
      'accepted',
    );
  });

  it('is due in its last month, and not while the clock says that it is not valid yet', () => {
    const { leaf } = create('tree');
    const due = [-1, 0, 794, 796, 900].map((days) =>
      isRenewalDue(leaf, new Date(Date.parse(leaf.validFrom) + days * DAY_MS)),
    );
    assert.deepEqual(due, [false, false, false, true, true]);
  });
});

describe('garland certificate self-signed', () => {
  it('--if-needed creates one where there is none, once, and after a power cut in between', async (t) => {
    const gateway = await FakeGateway.start(t);
    const { code, stdout, stderr } = await gateway.run('self-signed', '--if-needed');
    assert.equal(code, 0, stderr);
    const made = fingerprintOfPairIn(gateway.tls);
    assert.ok(stdout.includes(made));
    assert.equal(stderr, '');
    assert.match((await gateway.run('self-signed', '--if-needed')).stdout, /^Not needed/);
    assert.equal(fingerprintOfPairIn(gateway.tls), made);
    execFileSync('rm', [join(gateway.tls, 'fullchain.pem')]);
    assert.equal((await gateway.run('self-signed', '--if-needed')).code, 0);
    assert.notEqual(fingerprintOfPairIn(gateway.tls), made);
    assert.equal(readdirSync(gateway.tls).length, 4);
    assert.equal(gateway.restarts, 0);
  });

  it('--if-needed leaves a key without a certificate, other certificates and outdated ones alone', async (t) => {
    const keyOnly = await FakeGateway.start(t);
    writeFileSync(join(keyOnly.tls, 'privkey.pem'), 'mine');
    assert.match(
      (await keyOnly.run('self-signed', '--if-needed')).stderr,
      /has a key without its certificate/,
    );
    assert.deepEqual(readdirSync(keyOnly.tls), ['privkey.pem']);

    const ending = new TestCa().issue({ days: 5 }).folder;
    const byHand = await FakeGateway.start(t, ending);
    const byCommand = await FakeGateway.start(t, ending);
    await byCommand.run('use', ending);
    const outdated = await FakeGateway.start(t);
    createOutdated(outdated.tls);
    for (const gateway of [byHand, byCommand, outdated]) {
      const before = fingerprintOfPairIn(gateway.tls);
      assert.match((await gateway.run('self-signed', '--if-needed')).stdout, /^Not needed/);
      assert.equal(fingerprintOfPairIn(gateway.tls), before);
    }
  });

  it('--if-needed renews one that ends: same key, served, and the old fingerprint is shown', async (t) => {
    const gateway = await FakeGateway.start(t, new TestCa().issue().folder);
    execFileSync('rm', ['-r', gateway.tls]);
    createOutdated(gateway.tls, 20);
    const before = new X509Certificate(readFileSync(join(gateway.tls, 'fullchain.pem')));
    const { code, stdout, stderr } = await gateway.run('self-signed', '--if-needed');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /until they trust it\. Compare this fingerprint/);
    const after = new X509Certificate(readFileSync(join(gateway.tls, 'fullchain.pem')));
    assert.ok(stdout.includes(after.fingerprint256));
    assert.ok(after.publicKey.equals(before.publicKey));
    assert.notEqual(after.fingerprint256, before.fingerprint256);
    const shown = await gateway.show();
    assert.deepEqual([shown.served, shown.isSelfSigned, shown.replaced], [true, true, before.fingerprint256]);
    assert.match(
      (await gateway.run()).stdout,
      new RegExp(`^replaces +SHA-256 ${before.fingerprint256}$`, 'm'),
    );
    assert.equal(gateway.restarts, 1);
  });

  it('without --if-needed replaces any certificate, with a new key', async (t) => {
    const old = new TestCa().issue().folder;
    const gateway = await FakeGateway.start(t, old);
    assert.equal((await gateway.run('self-signed')).code, 0);
    const first = await gateway.show();
    assert.deepEqual([first.served, first.isSelfSigned, first.replaced], [true, true, null]);
    const key = readFileSync(join(gateway.tls, 'privkey.pem'), 'utf8');
    assert.equal((await gateway.run('self-signed')).code, 0);
    assert.notEqual(readFileSync(join(gateway.tls, 'privkey.pem'), 'utf8'), key);
    assert.equal((await gateway.run('use', old)).code, 0);
    assert.equal((await gateway.show()).isSelfSigned, false);
  });

  it('restores the old certificate if the gateway does not serve the new one', async (t) => {
    const old = new TestCa().issue().folder;
    const gateway = await FakeGateway.start(t, old);
    gateway.refuseConfig('the key is too weak');
    const { code, stderr } = await gateway.run('self-signed');
    assert.equal(code, 1);
    assert.match(stderr, /The previous certificate was restored\.\n.*too weak/);
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(old));
  });
});
