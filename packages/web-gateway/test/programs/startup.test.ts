import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { after, describe, test } from 'node:test';
import { VERSION } from '@garland/daemon';
import { PROGRAMS } from '@garland/test-kit/programs';
import { TestProcess } from '@garland/test-kit/test-process';
import { EXIT } from '../../src/exit-codes.ts';
import { makeCertificate } from '../self-signed-certificate.ts';
import { TestSystem } from '../test-system.ts';

const systems: TestSystem[] = [];
after(async () => {
  for (const each of systems) await each.close();
});

function newSystem(): TestSystem {
  const system = new TestSystem();
  systems.push(system);
  return system;
}

async function run(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const gateway = new TestProcess([process.execPath, PROGRAMS.gateway, ...args]);
  const code = await gateway.exited;
  return { code, stdout: gateway.stdout, stderr: gateway.stderr };
}

const TOKENS = '[tokens]\npublic_key = "tokens/public-key.pem"\nregistry = "tokens/registry.json"\n';

describe('starting and stopping', { concurrency: 4 }, () => {
  test('--help lists every exit code, --version prints the version of the package', async () => {
    const help = await run('--help');
    assert.equal(help.code, EXIT.stopped);
    for (const code of Object.values(EXIT)) assert.match(help.stdout, new RegExp(`^  ${code} `, 'm'));
    const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
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

  test('--check accepts a valid configuration', async () => {
    const system = newSystem();
    const { code, stdout, stderr } = await run('--config', system.gatewayConfig, '--check');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /no mistakes/);
  });

  test('all mistakes are reported at once, each with line and key', async () => {
    const system = newSystem();
    writeFileSync(
      system.gatewayConfig,
      '[listen]\nhost = "tree.example.org"\nport = 70000\n[tls]\ncertificate = "a"\n[tokens]\npublik_key = "x"\n[limits]\nconnections = "many"\n',
    );
    const { code, stderr } = await run('--config', system.gatewayConfig);
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

  test('the gateway starts without a registry', async () => {
    const system = newSystem();
    rmSync(system.tokens.registryPath);
    await system.runGateway();
    assert.equal((await system.play('off')).json.code, 'token_registry_unavailable');
  });

  test('a port in use is 69, and the message says what to do', async () => {
    const system = newSystem();
    const other = await listenSomewhere();
    try {
      writeFileSync(system.gatewayConfig, `[listen]\nport = ${portOf(other)}\n${TOKENS}`);
      const { code, stderr } = await run('--config', system.gatewayConfig);
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
    const system = newSystem();
    makeCertificate(system.folder);
    writeFileSync(
      system.gatewayConfig,
      `[listen]\nhost = "192.0.2.1"\n[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n${TOKENS}`,
    );
    const { code, stderr } = await run('--config', system.gatewayConfig);
    assert.equal(code, EXIT.listenerUnavailable);
    assert.match(stderr, /this machine does not have that address/);
  });

  test('the gateway ends when its audit trail has no reader', async () => {
    const system = newSystem();
    await system.runGateway();
    system.gateway.child.stdout?.destroy();
    await system.request({ path: '/v1/status' }).catch(() => {});
    assert.equal(await system.gateway.exited, EXIT.auditUnwritable);
  });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`${signal} ends it with 0, in order`, async () => {
      const system = newSystem();
      await system.runGateway();
      assert.equal(await system.gateway.stop(signal), EXIT.stopped);
      const events = system.gateway.records.map(({ event }) => event);
      assert.deepEqual(events.slice(-2), ['stopping', 'stopped']);
      assert.ok(existsSync(system.gatewayConfig));
    });
  }

  test('under the journal each line carries its priority', async () => {
    const system = newSystem();
    // As the service manager does: the variable names the stream that is standard output.
    const start = 'JOURNAL_STREAM=$(stat -L -c %d:%i /proc/$$/fd/1) exec "$@"';
    const command = [process.execPath, PROGRAMS.gateway, '--config', system.gatewayConfig];
    system.gateway = new TestProcess(['/bin/sh', '-c', start, 'sh', ...command]);
    system.port = Number((await system.gateway.record('listening')).port);
    await system.request({ path: '/v1/status' });
    await system.gateway.record('request_refused');
    const lines = system.gateway.stdout.trimEnd().split('\n');
    const priorities = Object.fromEntries(
      lines.map((line) => [JSON.parse(line.slice(3)).event, line.slice(0, 3)] as const),
    );
    assert.equal(priorities.starting, '<6>');
    assert.equal(priorities.listening, '<5>');
    assert.equal(priorities.request_refused, '<4>');
  });

  test('no line carries a priority if JOURNAL_STREAM names another stream', async () => {
    const system = newSystem();
    await system.runGateway({ JOURNAL_STREAM: '8:1' });
    assert.ok(system.gateway.stdout.startsWith('{'));
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
  const system = newSystem();
  const flags =
    '--jitless --disable-proto=throw --disallow-code-generation-from-strings --max-old-space-size=48';
  system.gateway = new TestProcess([
    process.execPath,
    ...flags.split(' '),
    PROGRAMS.gateway,
    '--config',
    system.gatewayConfig,
  ]);
  system.port = Number((await system.gateway.record('listening')).port);
  assert.equal((await system.play('off')).json.code, 'driver_unavailable');
  assert.equal((await system.play('off', 'x')).status, 401);
  assert.equal(await system.gateway.stop(), EXIT.stopped);
  // Node's own word on --jitless; nothing of ours.
  assert.match(system.gateway.stderr, /^(?:Warning: disabling flag --expose_wasm.*\n)?$/);
});
