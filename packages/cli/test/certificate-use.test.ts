import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { type CertificateRequest, TestCa } from '@garland/test-kit/test-ca';
import { readCertificatePair } from '../src/certificates/certificate-pair.ts';
import { TlsFolder } from '../src/certificates/tls-folder.ts';
import { FakeGateway, fingerprintOfPairIn } from './fake-gateway.ts';

const ca = new TestCa();
/** A folder with a pair that is valid, but for what is asked for. */
const issue = (request: CertificateRequest = {}): string =>
  ca.issue({ names: 'DNS:tree.example.org', ...request }).folder;

const old = issue({ names: 'DNS:old.example.org' });
const good = issue();

function copyPair(from: string, to: string): void {
  for (const name of ['fullchain.pem', 'privkey.pem']) copyFileSync(join(from, name), join(to, name));
}

describe('garland certificate use', () => {
  it('makes the gateway serve the certificate, and remembers its source', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const names = ['tree.example.org', 'www.example.org'];
    const source = issue({ names: names.map((name) => `DNS:${name}`).join() });
    const { code, stdout } = await gateway.run('use', source);
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^The gateway serves the certificate of tree\.example\.org, www\.example\.org, valid until /,
    );
    const shown = await gateway.show();
    assert.deepEqual([shown.names, shown.served, shown.source], [names, true, source]);
    assert.equal(gateway.restarts, 1);
  });

  it('lets only the owner read the key, and everyone the certificate', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    await gateway.run('use', good);
    const mode = (name: string): number => statSync(join(gateway.tls, name)).mode & 0o777;
    assert.deepEqual(['privkey.pem', 'fullchain.pem', 'current'].map(mode), [0o600, 0o644, 0o755]);
  });

  it('keeps one pair, however often it is called', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    for (const source of [issue(), good]) assert.equal((await gateway.run('use', source)).code, 0);
    assert.equal(readdirSync(gateway.tls).length, 4);
    assert.deepEqual((await gateway.show()).names, ['tree.example.org']);
  });

  it('does not restart a gateway that is not running', async (t) => {
    const gateway = (await FakeGateway.start(t, old)).stop();
    const { stdout } = await gateway.run('use', good);
    assert.match(stdout, /^Once started, the gateway serves the certificate of tree\.example\.org/);
    assert.equal(gateway.restarts, 0);
  });
});

describe('garland certificate use, with a pair that cannot be used', () => {
  /** A good pair with one file replaced. */
  const goodWith = (name: string, content: Buffer | string): string => {
    const folder = temporaryFolder();
    copyPair(good, folder);
    writeFileSync(join(folder, name), content);
    return folder;
  };
  const otherKey = readFileSync(join(old, 'privkey.pem'));
  const foreignChain = readFileSync(join(good, 'cert.pem'), 'latin1') + new TestCa().certificate;
  for (const [title, source, message] of [
    [
      'the key of another certificate',
      goodWith('privkey.pem', otherKey),
      /The key does not match the certificate/,
    ],
    ['an expired certificate', issue({ days: -1 }), /The certificate expired on \d{4}/],
    ['a certificate without names', issue({ names: '' }), /has no name \(subjectAltName\)/],
    ['a certificate for clients', issue({ usage: 'clientAuth' }), /cannot be used by a server/],
    ['a chain of another CA', goodWith('fullchain.pem', foreignChain), /The chain is broken/],
    ['an invalid certificate', goodWith('fullchain.pem', 'x'), /fullchain\.pem is not a PEM certificate/],
    ['an invalid key', goodWith('privkey.pem', 'x'), /privkey\.pem is not an unencrypted PEM private key/],
    ['an empty folder', temporaryFolder(), /has no certificate with its private key/],
    ['a path that does not exist', join(temporaryFolder(), 'none'), /none does not exist/],
  ] as const) {
    it(`refuses ${title} and changes nothing`, async (t) => {
      const gateway = await FakeGateway.start(t, old);
      const before = fingerprintOfPairIn(gateway.tls);
      const { code, stdout, stderr } = await gateway.run('use', source);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, message);
      assert.deepEqual([fingerprintOfPairIn(gateway.tls), gateway.restarts], [before, 0]);
    });
  }

  it('reports all mistakes at once', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const { stderr } = await gateway.run('use', issue({ days: -1, usage: 'clientAuth' }));
    assert.match(
      stderr,
      /nothing was changed\.\n {2}The certificate expired .*\n {2}The certificate cannot be used by a server/,
    );
  });

  it('accepts the good pair that the others are made of', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    assert.equal((await gateway.run('use', good)).code, 0);
  });

  it('refuses a certificate that is not valid yet', () => {
    assert.throws(
      () => readCertificatePair(good, new Date(Date.now() - 86_400_000)),
      ({ hints }: { hints: string[] }) => /not valid before .* timedatectl/.test(hints.join()),
    );
    readCertificatePair(good);
  });
});

describe('garland certificate use, when the gateway does not serve it', () => {
  it('restores the old certificate if the gateway refuses the new one', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    gateway.refuseConfig('the key is too weak');
    const { code, stderr } = await gateway.run('use', good);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /cannot start with this certificate\. The previous certificate was restored\.\n.*too weak/,
    );
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(old));
    assert.equal(gateway.restarts, 0);
  });

  it('says so if there was no certificate before', async (t) => {
    const gateway = await FakeGateway.start(t);
    gateway.refuseConfig('the key is too weak');
    const { code, stderr } = await gateway.run('use', good);
    assert.equal(code, 1);
    assert.match(
      stderr,
      /cannot start with this certificate\. There is no previous certificate to restore\.\n.*too weak/,
    );
  });

  it('restores the old certificate if the new one is not served in time', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    gateway.breakRestart('stuck');
    const { code, stderr } = await gateway.run('use', good, '--within', '1');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /does not serve this certificate\. The previous certificate was restored\.\n.*another/,
    );
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(old));
    assert.deepEqual([gateway.restarts, (await gateway.show()).served], [2, true]);
  });

  it('restores the old certificate if systemd cannot start the gateway, and passes on the reason', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    gateway.breakRestart('broken');
    const { code, stderr } = await gateway.run('use', good);
    assert.equal(code, 1);
    assert.match(stderr, /The previous certificate was restored\.\n {2}Job failed\./);
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(old));
    assert.deepEqual([gateway.restarts, (await gateway.show()).served], [2, true]);
  });

  it('says so if the gateway serves neither the new certificate nor the old one', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    gateway.installByHand(issue());
    gateway.breakRestart('stuck');
    const { stderr } = await gateway.run('use', good, '--within', '1');
    assert.match(stderr, /neither the new certificate nor the previous one\.\n {2}New: .*\n {2}Previous: /);
  });
});

describe('garland certificate use --renewal', () => {
  it('uses the renewal of the certificate in use, and ignores all others', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const source = issue();
    await gateway.run('use', source);
    const other = await gateway.run('use', '--renewal', good);
    assert.deepEqual([other.code, gateway.restarts], [0, 1]);
    assert.match(other.stdout, /^Not in use: .*; nothing to do/);
    const renewed = issue();
    copyPair(renewed, source);
    assert.equal((await gateway.run('use', '--renewal', `${source}/`)).code, 0);
    assert.equal(fingerprintOfPairIn(gateway.tls), fingerprintOfPairIn(renewed));
    assert.deepEqual([gateway.restarts, (await gateway.show()).served], [2, true]);
  });

  it('does nothing if the certificate in use was installed by hand', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const source = issue();
    const result = await gateway.run('use', '--renewal', source, '--json');
    assert.deepEqual([result.code, JSON.parse(result.stdout)], [0, { used: false }]);
    await gateway.run('use', source);
    assert.equal(new TlsFolder(gateway.tls).source, source);
    gateway.installByHand(good);
    assert.equal(new TlsFolder(gateway.tls).source, undefined);
  });

  it('refuses a renewal that lacks a name, which can still be used without --renewal', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const source = issue({ names: 'DNS:tree.example.org,DNS:www.example.org' });
    await gateway.run('use', source);
    copyPair(good, source);
    const { code, stderr } = await gateway.run('use', '--renewal', source);
    assert.equal(code, 1);
    assert.match(stderr, /no longer covers www\.example\.org; nothing was changed/);
    assert.equal((await gateway.run('use', source)).code, 0);
  });
});
