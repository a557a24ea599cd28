import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TestCa } from '@garland/test-kit/test-ca';
import { ConfigError } from '@garland/toml';
import { certificateWarnings, checkFiles } from '../src/check-files.ts';
import { loadConfig } from '../src/load-config.ts';
import { makeCertificate } from './self-signed-certificate.ts';
import { TestSystem } from './test-system.ts';

const systems: TestSystem[] = [];
after(async () => {
  for (const each of systems) await each.close();
});

function newSystem(): TestSystem {
  const system = new TestSystem();
  systems.push(system);
  return system;
}

/** The message of `--check`; empty if the configuration is valid. */
function errorOf(system: TestSystem, toml: string): string {
  writeFileSync(system.gatewayConfig, toml);
  try {
    loadConfig(system.gatewayConfig, checkFiles);
    return '';
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
}

const SPKI = { type: 'spki', format: 'pem' } as const;
const TOKENS = '[tokens]\npublic_key = "tokens/public-key.pem"\nregistry = "tokens/registry.json"\n';

test('plain HTTP is accepted on loopback only', () => {
  const system = newSystem();
  for (const host of ['0.0.0.0', '::', '192.168.1.7', '128.0.0.1', '::ffff:8.8.8.8', 'fe80::1'])
    assert.match(
      errorOf(system, `[listen]\nport = 0\nhost = "${host}"\n${TOKENS}`),
      /gateway\.toml:3: listen\.host: plain HTTP is for loopback only.*add \[tls\]/,
    );
  for (const host of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
    assert.equal(errorOf(system, `[listen]\nhost = "${host}"\n${TOKENS}`), '', host);
  makeCertificate(system.folder);
  const tls = '[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n';
  assert.equal(errorOf(system, `[listen]\nhost = "0.0.0.0"\n${tls}${TOKENS}`), '');
});

test('a file that is missing or of the wrong kind is an error, with line and key', () => {
  const system = newSystem();
  makeCertificate(system.folder);
  makeCertificate(system.folder, 'other');
  const put = (name: string, content: string): void => writeFileSync(join(system.folder, name), content);
  put('garbage.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
  put('private.pem', system.tokens.keys.privatePem);
  put('broken.json', '{');
  put('rsa.pub.pem', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(SPKI).toString());
  put('p384.pub.pem', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export(SPKI).toString());

  const FILES = {
    certificate: 'tls.crt.pem',
    key: 'tls.key.pem',
    public_key: 'tokens/public-key.pem',
    registry: 'tokens/registry.json',
  };
  const errorWith = (changes: Partial<typeof FILES>): string => {
    const { certificate, key, public_key, registry } = { ...FILES, ...changes };
    return errorOf(
      system,
      `[tls]\ncertificate = "${certificate}"\nkey = "${key}"\n` +
        `[tokens]\npublic_key = "${public_key}"\nregistry = "${registry}"\n`,
    );
  };
  assert.equal(errorWith({}), '');
  assert.match(
    errorWith({ certificate: 'none' }),
    /:2: tls\.certificate: .*none can't be read \(ENOENT\): check/,
  );
  assert.match(
    errorWith({ certificate: 'garbage.pem' }),
    /:2: tls\.certificate: .* is damaged: its first certificate cannot be read/,
  );
  assert.match(errorWith({ key: 'none' }), /:3: tls\.key: .*none can't be read/);
  assert.match(errorWith({ key: 'tls.crt.pem' }), /:3: tls\.key: .* is not an unencrypted PEM private key/);
  assert.match(errorWith({ key: 'other.key.pem' }), /:3: tls\.key: .* does not belong to the certificate/);
  assert.match(errorWith({ public_key: 'none' }), /:5: tokens\.public_key: .* can't be read/);
  assert.match(errorWith({ public_key: 'private.pem' }), /:5: tokens\.public_key: .* contains a private key/);
  for (const public_key of ['rsa.pub.pem', 'p384.pub.pem', 'tokens/registry.json'])
    assert.match(errorWith({ public_key }), /:5: tokens\.public_key: .* is not an EC P-256/);
  assert.match(errorWith({ registry: 'none' }), /:6: tokens\.registry: .* can't be read/);
  assert.match(
    errorWith({ registry: 'broken.json' }),
    /:6: tokens\.registry: .*broken\.json is damaged: not a JSON object \(not_json\): /,
  );
});

test('tls.client_ca is the certificate of a CA, without its key', () => {
  const system = newSystem();
  makeCertificate(system.folder);
  const { certificateFile } = new TestCa('ours', system.folder);
  const leaf = new TestCa('others').issue({ usage: 'clientAuth' }).certificateFile;
  const errorWith = (clientCa: string): string =>
    errorOf(
      system,
      `[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\nclient_ca = "${clientCa}"\n${TOKENS}`,
    );
  assert.equal(errorWith(certificateFile), '');
  assert.match(errorWith('none'), /:4: tls\.client_ca: .* can't be read/);
  assert.match(errorWith(leaf), /:4: tls\.client_ca: .* is not the PEM certificate of a CA/);
  assert.match(errorWith('ca.key'), /:4: tls\.client_ca: .* holds a private key/);
});

test('a certificate with a key that is too weak is refused', () => {
  const system = newSystem();
  const pair = new TestCa().issue({ key: ['rsa:1024'] });
  const toml = `[tls]\ncertificate = "${pair.certificateFile}"\nkey = "${pair.keyFile}"\n${TOKENS}`;
  assert.match(errorOf(system, toml), /tls\.certificate: .* is refused by OpenSSL: .* key is too weak/);
});

test('--check reports a chain that clients refuse, and the gateway starts with it all the same', () => {
  const system = newSystem();
  const root = new TestCa('Root');
  const [good, late] = [root.intermediate('Inner CA'), root.intermediate('Late CA', -1)];
  const [leaf, expired] = [good.issue(), late.issue()];
  const put = (chain: readonly Buffer[], key: Buffer): string => {
    writeFileSync(join(system.folder, 'chain.pem'), Buffer.concat(chain));
    writeFileSync(join(system.folder, 'key.pem'), key);
    return `[tls]\ncertificate = "chain.pem"\nkey = "key.pem"\n${TOKENS}`;
  };
  const whole = [leaf.certificate, good.certificate, root.certificate];
  for (const [chain, key, message] of [
    [
      [leaf.certificate],
      leaf.key,
      /:2: tls\.certificate: .*the chain is incomplete, .*\(CN=Inner CA\) is missing/,
    ],
    [
      [leaf.certificate, root.certificate],
      leaf.key,
      /the certificate of the issuer \(CN=Inner CA\) is missing/,
    ],
    [[leaf.certificate, root.certificate, good.certificate], leaf.key, /the chain is in the wrong order/],
    [
      [expired.certificate, late.certificate, root.certificate],
      expired.key,
      /CN=Late CA in the chain expired/,
    ],
  ] as const) {
    assert.match(errorOf(system, put(chain, key)), message);
    loadConfig(system.gatewayConfig);
  }
  assert.match(
    errorOf(system, put([good.certificate, leaf.certificate], leaf.key)),
    /tls\.certificate: .*is in the wrong order: the certificate that belongs to the key comes first/,
  );
  const crlf = [Buffer.from(`\uFEFF${Buffer.concat(whole).toString().replaceAll('\n', '\r\n')}`)];
  assert.equal(errorOf(system, put(crlf, leaf.key)), '');
  assert.equal(errorOf(system, put(whole, leaf.key)), '');
  assert.deepEqual(certificateWarnings(loadConfig(system.gatewayConfig).credentials), []);
  assert.equal(errorOf(system, put(whole.slice(0, 2), leaf.key)), '');
  assert.match(
    certificateWarnings(loadConfig(system.gatewayConfig).credentials).join(),
    /this machine does not trust the CA at the end of the chain \(CN=Root\)/,
  );
});
