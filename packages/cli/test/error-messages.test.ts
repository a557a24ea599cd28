import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ConnectionError } from '@garland/protocol/client';
import { type Cleanup, temporaryFolder } from '@garland/test-kit/support';
import { toCliError } from '../src/errors/to-cli-error.ts';
import { runGarland } from './run-garland.ts';

/** A driver that gives every call the same answer. */
async function startFakeDriver(t: Cleanup, reply: string): Promise<string> {
  const path = join(temporaryFolder(), 'fake.sock');
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(`${reply}\0`));
  });
  await once(server.listen(path), 'listening');
  t.after(() => server.close());
  return path;
}

describe('an error of the driver', { concurrency: 4 }, () => {
  const refusals: readonly (readonly [string, object, string[], number, RegExp])[] = [
    ['RateLimited', { retryAfterMs: 1500 }, ['status'], 6, /Try again in 2 s/],
    [
      'InvalidConfiguration',
      { problems: ['line 3: strip.pixel: unknown'] },
      ['reload'],
      1,
      /line 3: strip\.pixel/,
    ],
    ['RestartRequired', { keys: ['strip.pixels'] }, ['reload'], 1, /restart garland-driver/],
    ['Unheard', {}, ['status'], 1, /same version/],
  ];
  for (const [name, parameters, args, exitCode, message] of refusals) {
    it(`${name} ends with exit code ${exitCode} and says what to do`, async (t) => {
      const reply = JSON.stringify({ error: `io.garland.Driver.${name}`, parameters });
      const socket = await startFakeDriver(t, reply);
      const { code, stdout, stderr } = await runGarland([...args, '--socket', socket]);
      assert.deepEqual([code, stdout], [exitCode, '']);
      assert.match(stderr, message);
    });
  }

  for (const reply of ['{"parameters":{"state":{}}}', 'nonsense', '{"parameters":{}}']) {
    it(`reports an answer that breaks the protocol: ${reply}`, async (t) => {
      const { code, stderr } = await runGarland(['status', '--socket', await startFakeDriver(t, reply)]);
      assert.equal(code, 1);
      assert.match(stderr, /same version/);
      assert.doesNotMatch(stderr, /^\s+at /m);
    });
  }
});

describe('a file with control characters', () => {
  it('does not control the terminal through the error about it', async () => {
    const folder = temporaryFolder();
    const registry = { version: 1, tree: 'home', '\x1b[2J\x9b2J\u202e': 1, tokens: [] };
    writeFileSync(join(folder, 'registry.json'), JSON.stringify(registry));
    for (const json of [[], ['--json']]) {
      const { code, stderr } = await runGarland(['token', 'list', '--dir', folder, ...json]);
      assert.equal(code, 1);
      assert.match(stderr, /unknown key/);
      assert.doesNotMatch(stderr.replaceAll('\n', ''), /\p{Cc}/u);
    }
  });
});

describe('a driver that ends the connection before any answer', () => {
  it('is not reported as missing', async (t) => {
    const path = join(temporaryFolder(), 'fake.sock');
    const server = createServer((socket) => socket.on('error', () => undefined).end());
    await once(server.listen(path), 'listening');
    t.after(() => server.close());
    const { code, stderr } = await runGarland(['status', '--socket', path]);
    assert.equal(code, 3);
    assert.match(stderr, /closed the connection[\s\S]*too many/);
    assert.doesNotMatch(stderr, /Is the driver running/);
  });
});

describe('a user who is not in group garland', () => {
  it('reads in the error how to join it', () => {
    const failure = toCliError(
      new ConnectionError('permission_denied', 'no permission to open /run/garland/local.sock'),
    );
    assert.equal(failure.exitCode, 4);
    assert.match(failure.toText(), /sudo usermod -aG garland \$USER, then log in again/);
  });
});
