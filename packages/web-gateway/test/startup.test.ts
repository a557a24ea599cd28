import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { VERSION } from '@garland/daemon';
import { PROGRAMS } from '@garland/test-kit/programs';
import { TestCa } from '@garland/test-kit/test-ca';
import { TestProcess } from '@garland/test-kit/test-process';
import { ConfigError } from '@garland/toml';
import { EXIT } from '../src/exit-codes.ts';
import { checkRegistry, loadConfig } from '../src/load-config.ts';
import { makeCertificate } from './self-signed-certificate.ts';
import { TestSystem } from './test-system.ts';

const houses: TestSystem[] = [];
after(async () => {
  for (const each of houses) await each.close();
});

function newHouse(): TestSystem {
  const house = new TestSystem();
  houses.push(house);
  return house;
}

async function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const gateway = new TestProcess([process.execPath, PROGRAMS.gateway, ...args]);
  const code = await gateway.exited;
  return { code, stdout: gateway.stdout, stderr: gateway.stderr };
}

/** What `--check` would complain about, without the process around it. */
function complaintsOf(house: TestSystem, toml: string): string {
  writeFileSync(house.gatewayConfig, toml);
  try {
    loadConfig(house.gatewayConfig, checkRegistry);
    return '';
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
}

const SPKI = { type: 'spki', format: 'pem' } as const;
const TOKENS = '[tokens]\npublic_key = "tokens/public-key.pem"\nregistry = "tokens/registry.json"\n';

describe('starting and stopping', { concurrency: 4 }, () => {
  test('--help tells every exit code, --version the version of the package', async () => {
    const help = await run('--help');
    assert.equal(help.code, EXIT.stopped);
    for (const code of Object.values(EXIT)) assert.match(help.stdout, new RegExp(`^  ${code} `, 'm'));
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    assert.equal(VERSION, version);
    assert.deepEqual(await run('--version'), { code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('a wrong command line ends with 64 and the usage', async () => {
    for (const args of [['--conifg', 'x'], ['serve'], ['--config']]) {
      const { code, stderr } = await run(...args);
      assert.equal(code, EXIT.usage);
      assert.match(stderr, /Usage: garland-gateway/);
    }
  });

  test('--check is content with a right configuration', async () => {
    const house = newHouse();
    const { code, stdout, stderr } = await run('--config', house.gatewayConfig, '--check');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /no mistakes/);
  });

  test('all that is wrong is told at once, each with line and key', async () => {
    const house = newHouse();
    writeFileSync(
      house.gatewayConfig,
      '[listen]\nhost = "tree.example.org"\nport = 70000\n[tls]\ncertificate = "a"\n[tokens]\npublik_key = "x"\n[limits]\nconnections = "many"\n',
    );
    const { code, stderr } = await run('--config', house.gatewayConfig);
    assert.equal(code, EXIT.configuration);
    for (const expected of [
      /gateway\.toml:2: listen\.host: must be an IP address/,
      /gateway\.toml:3: listen\.port: must be a whole number from 0 to 65535/,
      /gateway\.toml:4: tls\.key: is missing/,
      /gateway\.toml:7: tokens\.publik_key: unknown key; did you mean "public_key"\?/,
      /gateway\.toml:6: tokens\.registry: is missing/,
      /gateway\.toml:9: limits\.connections: must be a whole number/,
    ])
      assert.match(stderr, expected);
  });

  test('a configuration that is missing is 78, and names the file', async () => {
    const { code, stderr } = await run('--config', '/nonexistent/gateway.toml');
    assert.equal(code, EXIT.configuration);
    assert.match(stderr, /\/nonexistent\/gateway\.toml/);
  });

  test('plain HTTP is accepted on loopback only', () => {
    const house = newHouse();
    for (const host of ['0.0.0.0', '::', '192.168.1.7', '128.0.0.1', '::ffff:8.8.8.8', 'fe80::1'])
      assert.match(
        complaintsOf(house, `[listen]\nport = 0\nhost = "${host}"\n${TOKENS}`),
        /gateway\.toml:3: listen\.host: plain HTTP is for loopback only.*add \[tls\]/,
      );
    for (const host of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])
      assert.equal(complaintsOf(house, `[listen]\nhost = "${host}"\n${TOKENS}`), '', host);
    makeCertificate(house.folder);
    const tls = '[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n';
    assert.equal(complaintsOf(house, `[listen]\nhost = "0.0.0.0"\n${tls}${TOKENS}`), '');
  });

  test('files that the configuration names are told when they are missing or of another kind', () => {
    const house = newHouse();
    makeCertificate(house.folder);
    makeCertificate(house.folder, 'other');
    const put = (name: string, content: string): void => writeFileSync(join(house.folder, name), content);
    put('garbage.pem', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
    put('private.pem', house.tokens.keys.privatePem);
    put('broken.json', '{');
    put('rsa.pub.pem', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export(SPKI).toString());
    put('p384.pub.pem', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export(SPKI).toString());

    const FILES = {
      certificate: 'tls.crt.pem',
      key: 'tls.key.pem',
      public_key: 'tokens/public-key.pem',
      registry: 'tokens/registry.json',
    };
    const complaints = (changes: Partial<typeof FILES>): string => {
      const { certificate, key, public_key, registry } = { ...FILES, ...changes };
      return complaintsOf(
        house,
        `[tls]\ncertificate = "${certificate}"\nkey = "${key}"\n` +
          `[tokens]\npublic_key = "${public_key}"\nregistry = "${registry}"\n`,
      );
    };
    assert.equal(complaints({}), '');
    assert.match(
      complaints({ certificate: 'none' }),
      /:2: tls\.certificate: .*none can't be read \(ENOENT\): check/,
    );
    assert.match(
      complaints({ certificate: 'garbage.pem' }),
      /:2: tls\.certificate: .* is not a PEM certificate/,
    );
    assert.match(complaints({ key: 'none' }), /:3: tls\.key: .*none can't be read/);
    assert.match(
      complaints({ key: 'tls.crt.pem' }),
      /:3: tls\.key: .* is not an unencrypted PEM private key/,
    );
    assert.match(complaints({ key: 'other.key.pem' }), /:3: tls\.key: .* does not belong to the certificate/);
    assert.match(complaints({ public_key: 'none' }), /:5: tokens\.public_key: .* can't be read/);
    assert.match(
      complaints({ public_key: 'private.pem' }),
      /:5: tokens\.public_key: .* contains a private key/,
    );
    for (const public_key of ['rsa.pub.pem', 'p384.pub.pem', 'tokens/registry.json'])
      assert.match(complaints({ public_key }), /:5: tokens\.public_key: .* is not an EC P-256/);
    assert.match(complaints({ registry: 'none' }), /:6: tokens\.registry: .* can't be read/);
    assert.match(complaints({ registry: 'broken.json' }), /:6: tokens\.registry: .* is not a JSON object/);
  });

  test('clients’ certificates are asked for by the certificate of a CA, and by no key', () => {
    const house = newHouse();
    makeCertificate(house.folder);
    const { certificateFile } = new TestCa('ours', house.folder);
    const leaf = new TestCa('others').issue({ usage: 'clientAuth' }).certificateFile;
    const complaints = (clientCa: string): string =>
      complaintsOf(
        house,
        `[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\nclient_ca = "${clientCa}"\n${TOKENS}`,
      );
    assert.equal(complaints(certificateFile), '');
    assert.match(complaints('none'), /:4: tls\.client_ca: .* can't be read/);
    assert.match(complaints(leaf), /:4: tls\.client_ca: .* is not the PEM certificate of a CA/);
    assert.match(complaints('ca.key'), /:4: tls\.client_ca: .* holds a private key/);
  });

  test('a certificate with a key that is too weak is refused', () => {
    const house = newHouse();
    const pair = new TestCa().issue({ key: ['rsa:1024'] });
    const toml = `[tls]\ncertificate = "${pair.certificateFile}"\nkey = "${pair.keyFile}"\n${TOKENS}`;
    assert.match(complaintsOf(house, toml), /tls\.certificate: .* is refused by OpenSSL: .* key is too weak/);
  });

  test('a registry that is missing at the start is no reason not to start', async () => {
    const house = newHouse();
    rmSync(house.tokens.registryPath);
    await house.runGateway();
    assert.equal((await house.play('off')).json.code, 'token_registry_unavailable');
  });

  test('a port in use is 69, and the message says what to do', async () => {
    const house = newHouse();
    const other = await listenSomewhere();
    try {
      writeFileSync(house.gatewayConfig, `[listen]\nport = ${portOf(other)}\n${TOKENS}`);
      const { code, stderr } = await run('--config', house.gatewayConfig);
      assert.equal(code, EXIT.listenerUnavailable);
      assert.match(
        stderr,
        /can't listen on 127\.0\.0\.1 port \d+: another program does\. Stop that one.*listen\.port/,
      );
    } finally {
      other.close();
    }
  });

  test('an address of another machine is 69', async () => {
    const house = newHouse();
    makeCertificate(house.folder);
    writeFileSync(
      house.gatewayConfig,
      `[listen]\nhost = "192.0.2.1"\n[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n${TOKENS}`,
    );
    const { code, stderr } = await run('--config', house.gatewayConfig);
    assert.equal(code, EXIT.listenerUnavailable);
    assert.match(stderr, /this machine does not have that address/);
  });

  test('an audit trail that nobody reads any more ends the gateway', async () => {
    const house = newHouse();
    await house.runGateway();
    house.gateway.child.stdout?.destroy();
    await house.request({ path: '/v1/status' }).catch(() => {});
    assert.equal(await house.gateway.exited, EXIT.auditUnwritable);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} ends it with 0, in order`, async () => {
      const house = newHouse();
      await house.runGateway();
      assert.equal(await house.gateway.stop(signal), EXIT.stopped);
      const events = house.gateway.records.map(({ event }) => event);
      assert.deepEqual(events.slice(-2), ['stopping', 'stopped']);
      assert.ok(existsSync(house.gatewayConfig));
    });
  }

  test('under the journal each line carries its priority', async () => {
    const house = newHouse();
    // As the service manager does: the variable names the stream that is standard output.
    const start = 'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1) exec "$@"';
    const command = [process.execPath, PROGRAMS.gateway, '--config', house.gatewayConfig];
    house.gateway = new TestProcess(['/bin/sh', '-c', start, 'sh', ...command]);
    house.port = Number((await house.gateway.record('listening')).port);
    await house.request({ path: '/v1/status' });
    await house.gateway.record('request_refused');
    const lines = house.gateway.stdout.trimEnd().split('\n');
    const priorities = Object.fromEntries(
      lines.map((line) => [JSON.parse(line.slice(3)).event, line.slice(0, 3)] as const),
    );
    assert.equal(priorities.starting, '<6>');
    assert.equal(priorities.listening, '<5>');
    assert.equal(priorities.request_refused, '<4>');
  });

  test("a variable that names another stream is somebody else's: no line carries a priority", async () => {
    const house = newHouse();
    await house.runGateway({ JOURNAL_STREAM: '8:1' });
    assert.ok(house.gateway.stdout.startsWith('{'));
  });
});

async function listenSomewhere(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function portOf(server: Server): number {
  return (server.address() as { port: number }).port;
}

test('serves under the flags of production: no JIT, no code from strings, no __proto__, a small heap', async () => {
  const house = newHouse();
  const flags =
    '--jitless --disable-proto=throw --disallow-code-generation-from-strings --max-old-space-size=48';
  house.gateway = new TestProcess([
    process.execPath,
    ...flags.split(' '),
    PROGRAMS.gateway,
    '--config',
    house.gatewayConfig,
  ]);
  house.port = Number((await house.gateway.record('listening')).port);
  assert.equal((await house.play('off')).json.code, 'driver_unavailable');
  assert.equal((await house.play('off', 'x')).status, 401);
  assert.equal(await house.gateway.stop(), EXIT.stopped);
  // Node's own word on --jitless; nothing of ours.
  assert.match(house.gateway.stderr, /^(?:Warning: disabling flag --expose_wasm.*\n)?$/);
});
