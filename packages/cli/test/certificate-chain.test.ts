import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { openssl, TestCa } from '@garland/test-kit/test-ca';
import { FakeGateway, fingerprintOfPairIn } from './fake-gateway.ts';

const root = new TestCa('Root');
const outer = root.intermediate('Outer CA');
const inner = outer.intermediate('Inner CA');
const leaf = inner.issue({ names: 'DNS:tree.example.org' });
const self = root.issue({ names: 'DNS:direct.example.org' });

type Content = string | Uint8Array;
const join2 = (...parts: readonly Content[]): Buffer => Buffer.concat(parts.map((part) => Buffer.from(part)));

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, Content>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** A folder with this chain and the key of the leaf. */
const withChain = (...chain: readonly Content[]): string =>
  folderOf({ 'fullchain.pem': join2(...chain), 'privkey.pem': leaf.key });

const der = (file: string): Buffer =>
  execFileSync('openssl', ['x509', '-in', file, '-outform', 'der'], { stdio: 'pipe' });
const encrypted = (file: string): string =>
  openssl('pkey', '-in', file, '-aes256', '-passout', 'pass:secret');

const whole = [leaf.certificate, inner.certificate, outer.certificate] as const;
const old = new TestCa().issue({ names: 'DNS:old.example.org' }).folder;

describe('the chain of a certificate', () => {
  for (const [title, source, message] of [
    [
      'without its intermediate',
      withChain(leaf.certificate),
      /The chain is incomplete, because the certificate of the issuer \(CN=Inner CA\) is missing, so IFTTT .*: use the file with the whole chain, such as "fullchain\.pem"/,
    ],
    [
      'with the root alone',
      withChain(leaf.certificate, root.certificate),
      /the issuer \(CN=Inner CA\) is missing/,
    ],
    [
      'in the wrong order',
      withChain(leaf.certificate, outer.certificate, inner.certificate),
      /The chain is in the wrong order: the right one is CN=tree \| CN=Inner CA \| CN=Outer CA\./,
    ],
    [
      'with the leaf last',
      withChain(outer.certificate, inner.certificate, leaf.certificate),
      /wrong order: the right one is CN=tree \| CN=Inner CA/,
    ],
    [
      'with a certificate that does not belong to it',
      withChain(...whole, self.certificate, root.certificate),
      /The certificate CN=tree does not belong to the chain: remove it from the file/,
    ],
    ['with a certificate twice', withChain(...whole, inner.certificate), /has a certificate more than once/],
    [
      'with a CA of the same name',
      withChain(leaf.certificate, new TestCa('Inner CA').certificate),
      /The chain is broken, because the certificate CN=Inner CA in the file is not the one/,
    ],
    [
      'with an expired intermediate',
      (() => {
        const expired = root.intermediate('Expired CA', -1);
        return expired.issue().folder;
      })(),
      /The certificate CN=Expired CA in the chain expired on \d{4}-\d\d-\d\d: get a new chain/,
    ],
    [
      'that is cut off',
      withChain(leaf.certificate, inner.certificate.subarray(0, 300)),
      /fullchain\.pem is cut off: its second certificate has no END line/,
    ],
    [
      'that is damaged',
      withChain(leaf.certificate, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'),
      /fullchain\.pem is damaged: its second certificate cannot be read/,
    ],
    ['that is empty', withChain(''), /fullchain\.pem is empty/],
    ['that is the key', withChain(leaf.key), /fullchain\.pem is a private key, not a certificate/],
    [
      'in DER',
      withChain(der(leaf.certificateFile)),
      /is not a PEM certificate but DER \("openssl x509 -inform der"/,
    ],
    [
      'with an encrypted key',
      folderOf({ 'fullchain.pem': join2(...whole), 'privkey.pem': encrypted(leaf.keyFile) }),
      /privkey\.pem is encrypted, .*: decrypt it with "openssl pkey -in FILE -out privkey\.pem"/,
    ],
  ] as const) {
    it(`is refused ${title}`, async (t) => {
      const gateway = await FakeGateway.start(t, old);
      const { code, stderr } = await gateway.run('use', source);
      assert.equal(code, 1, stderr);
      assert.match(stderr, message);
      assert.deepEqual([fingerprintOfPairIn(gateway.tls), gateway.restarts], [fingerprintOfPairIn(old), 0]);
    });
  }

  it('is accepted with the root and without, and directly below the root', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    for (const source of [withChain(...whole, root.certificate), withChain(...whole), self.folder])
      assert.equal((await gateway.run('use', source)).code, 0);
  });

  it('gets a warning if its end is not a CA that this machine trusts', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const { code, stderr } = await gateway.run('use', withChain(leaf.certificate, inner.certificate));
    assert.equal(code, 0);
    assert.match(
      stderr,
      /This machine does not trust the CA at the end of the chain \(CN=Outer CA\).* missing after CN=Inner CA/,
    );
    assert.match((await gateway.run()).stdout, /^problem +This machine does not trust the CA/m);
    const trusted = await gateway.run('use', withChain(...whole, root.certificate));
    assert.equal(trusted.stderr, '');
  });

  it('is what garland certificate reports, too', async (t) => {
    const gateway = await FakeGateway.start(t, withChain(leaf.certificate));
    assert.match((await gateway.run()).stdout, /^problem +The chain is incomplete, because .*CN=Inner CA/m);
    gateway.installByHand(withChain(...whole, root.certificate));
    assert.doesNotMatch((await gateway.run()).stdout, /^problem/m);
  });

  it('names the file that has the whole chain, with a command that works', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const source = folderOf({
      'cert.pem': leaf.certificate,
      'all.crt': join2(...whole),
      'tree.key': leaf.key,
    });
    const { stderr } = await gateway.run('use', join(source, 'cert.pem'));
    const [, advised = ''] =
      /all\.crt has more of the chain: {2}sudo garland certificate use (\S+)/.exec(stderr) ?? [];
    assert.equal(advised, join(source, 'all.crt'));
    assert.equal((await gateway.run('use', advised)).code, 0);
  });
});

describe('PEM as editors and Windows write it', () => {
  const lines = (pem: Uint8Array, change: (line: string) => string): string =>
    pem.toString().trimEnd().split('\n').map(change).join('');
  const chain = join2(...whole, root.certificate);
  for (const [title, certificate, key] of [
    ['CRLF', lines(chain, (line) => `${line}\r\n`), lines(leaf.key, (line) => `${line}\r\n`)],
    ['a byte order mark', `\uFEFF${chain}`, `\uFEFF${leaf.key}`],
    ['UTF-16', Buffer.from(`\uFEFF${chain}`, 'utf16le'), Buffer.from(`\uFEFF${leaf.key}`, 'utf16le')],
    [
      'text around the blocks',
      `subject=CN = tree\n${chain}\nBag Attributes\n`,
      `Key Attributes: <No Attributes>\n${leaf.key}x`,
    ],
    [
      'indentation and no line end',
      lines(chain, (line) => `  ${line} \n`).trimEnd(),
      leaf.key.toString().trimEnd(),
    ],
    ['files joined without a line end', whole.map((pem) => pem.toString().trimEnd()).join(''), leaf.key],
    ['the key in the file of the certificate', join2(leaf.key, chain), leaf.key],
  ] as const) {
    it(`is accepted with ${title}, and passed on without`, async (t) => {
      const gateway = await FakeGateway.start(t, old);
      const { code, stderr } = await gateway.run(
        'use',
        folderOf({ 'fullchain.pem': certificate, 'privkey.pem': key }),
      );
      assert.equal(code, 0, stderr);
      // A real handshake with it.
      assert.equal((await gateway.show()).served, true);
      assert.doesNotMatch(
        readFileSync(join(gateway.tls, 'fullchain.pem'), 'utf8'),
        /PRIVATE KEY|Attributes|\r/,
      );
    });
  }
});
