import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { generateSigningKey, serializeKeyRing, serializeRegistry } from '@garland/tokens';
import { rotateSigningKey } from '../src/tokens/rotate-signing-key.ts';
import { TokenFixture } from './token-fixture.ts';

describe('token verify-key', { concurrency: 4 }, () => {
  const SPOILT: readonly (readonly [
    title: string,
    spoil: (folder: TokenFixture) => void,
    complaint: RegExp,
  ])[] = [
    ['a key that others can read', ({ files }) => chmodSync(files.signingKey, 0o640), /readable by others/],
    [
      'a folder that others can enter',
      ({ files }) => chmodSync(files.privateFolder, 0o711),
      /readable by others/,
    ],
    [
      'a registry that others can change',
      ({ files }) => chmodSync(files.registry, 0o666),
      /writable by others/,
    ],
    [
      'public keys that the gateway can not read',
      ({ files }) => chmodSync(files.publicKey, 0o600),
      /cannot read it/,
    ],
    [
      'keys that do not belong together',
      ({ files }) => writeFileSync(files.publicKey, serializeKeyRing([generateSigningKey().publicKey])),
      /signs, but the public keys are/,
    ],
    ['a missing public key', ({ files }) => rmSync(files.publicKey), /public-key\.pem does not exist/],
    ['a public key that is none', ({ files }) => writeFileSync(files.publicKey, 'x'), /is not an EC P-256/],
    ['a damaged registry', ({ files }) => writeFileSync(files.registry, '{}'), /is damaged/],
    [
      'a signing key on its way out',
      (folder) => {
        const [kid = ''] = folder.kids;
        const registry = { ...folder.registry, retiringKeys: [{ kid, endsAt: 9_999_999_999 }] };
        writeFileSync(folder.files.registry, serializeRegistry(registry));
      },
      /is being retired/,
    ],
  ];
  for (const [title, spoil, complaint] of SPOILT) {
    it(`finds ${title}`, async () => {
      const folder = new TokenFixture();
      assert.equal((await folder.runTokenCommand('verify-key')).code, 0);
      spoil(folder);
      const { code, stdout } = await folder.runTokenCommand('verify-key');
      assert.equal(code, 1);
      assert.match(stdout, /^WRONG/m);
      assert.match(stdout, complaint);
    });
  }

  it('finds tokens whose key is gone', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    const key = generateSigningKey();
    writeFileSync(folder.files.publicKey, serializeKeyRing([key.publicKey]));
    writeFileSync(folder.files.signingKey, key.privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { code, stdout } = await folder.runTokenCommand('verify-key');
    assert.equal(code, 1);
    assert.match(stdout, /the keys of ifttt are missing/);
  });

  it('distinguishes keys in their overlap from retired ones', async () => {
    const folder = new TokenFixture();
    const [first] = folder.kids;
    assert.match((await folder.runTokenCommand('verify-key')).stdout, new RegExp(`${first} signs$`, 'm'));
    await rotateSigningKey(folder.files, { overlap: '0' });
    const [second] = folder.kids;
    assert.match(
      (await folder.runTokenCommand('verify-key')).stdout,
      new RegExp(`${second} signs; ${first} is retired$`, 'm'),
    );
    await rotateSigningKey(folder.files, { overlap: '30d' });
    const [third] = folder.kids;
    const { code, stdout } = await folder.runTokenCommand('verify-key');
    assert.equal(code, 0);
    assert.match(
      stdout,
      new RegExp(`${third} signs; ${second} is accepted until \\d{4}-\\d\\d-\\d\\d [\\d:]+$`, 'm'),
    );
  });

  it('shows which other key is accepted after an interrupted rotation', async () => {
    const folder = new TokenFixture();
    const [first] = folder.kids;
    await rotateSigningKey(folder.files, {});
    const { retiringKeys, ...registry } = folder.registry;
    assert.ok(retiringKeys);
    writeFileSync(folder.files.registry, serializeRegistry(registry));
    assert.match(
      (await folder.runTokenCommand('verify-key')).stdout,
      new RegExp(`; ${first} is still accepted$`, 'm'),
    );
  });

  it('never prints a key, and answers in JSON', async () => {
    const folder = new TokenFixture();
    const { stdout } = await folder.runTokenCommand('verify-key', '--json');
    const { ok, checks } = JSON.parse(stdout);
    assert.equal(ok, true);
    assert.ok(checks.length > 8);
    const secret = readFileSync(folder.files.signingKey, 'utf8').split('\n')[1] ?? '';
    assert.ok(secret.length > 40 && !stdout.includes(secret.slice(0, 20)));
  });
});
