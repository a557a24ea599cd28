import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, renameSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Installation } from '@garland/test-kit/installation';
import { PROGRAMS } from '@garland/test-kit/programs';
import type { TestProcess } from '@garland/test-kit/test-process';
import { indexRegistry, parseKeyRing, parseRegistry } from '@garland/tokens';
import { inspectToken } from '@garland/tokens/inspect';

const garland = new Installation();
let gateway: TestProcess;
let url: string;

before(async () => {
  await garland.startDriver();
  ({ gateway, url } = await garland.startGateway());
});
after(() => garland.close());

const token = (...args: readonly string[]): string =>
  garland.runCli('token', ...args, '--dir', garland.path('tokens')).trim();

async function ask(text: string): Promise<number> {
  const response = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${text}` } });
  await response.arrayBuffer();
  return response.status;
}

/** The verdict of `garland token inspect`, whose library reads the same files. */
function inspectReason(text: string): unknown {
  const registry = parseRegistry(readFileSync(garland.tokens.registryPath, 'utf8'));
  const keys = parseKeyRing(readFileSync(garland.tokens.publicKeyPath, 'utf8'));
  assert.ok(registry.ok && keys.ok);
  const trustStore = { index: indexRegistry(registry.value), keys: keys.value };
  return inspectToken(text, trustStore, Date.now() / 1000).fault;
}

/** The same from the program. */
function inspectByProgram(text: string): unknown {
  const args = [PROGRAMS.cli, 'token', 'inspect', '--json', '--dir', garland.path('tokens')];
  try {
    execFileSync(process.execPath, args, { input: text, stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return JSON.parse((error as { stdout: Buffer }).stdout.toString()).reason;
  }
}

async function assertRefused(text: string, reason: string): Promise<void> {
  const from = gateway.records.length;
  assert.equal(await ask(text), 401);
  assert.equal((await gateway.record('request_refused', from)).reason, reason);
  assert.equal(inspectReason(text), reason);
}

async function assertAccepted(...texts: readonly string[]): Promise<void> {
  for (const text of texts) {
    // The second answer comes out of the gateway's cache.
    assert.equal(await ask(text), 200);
    assert.equal(await ask(text), 200);
    assert.equal(inspectReason(text), undefined);
  }
}

test('create, rotate and revoke count from the very next request on, and inspect says what the gateway says', async () => {
  const first = token('create', 'phone', '--status');
  await assertAccepted(first);
  const second = token('rotate', 'phone');
  await assertAccepted(first, second);
  const third = token('rotate', 'phone', '--overlap', '0');
  await assertAccepted(first, third);
  await assertRefused(second, 'replaced');
  token('revoke', 'phone');
  for (const each of [first, second, third]) await assertRefused(each, 'revoked');
  assert.equal(inspectByProgram(first), 'revoked');
});

test('a new key signs from the very next request on, beside the old one or in its place, without a restart', async () => {
  const old = token('create', 'tablet', '--status');
  await assertAccepted(old);
  token('rotate-key');
  const fresh = token('create', 'tablet', '--status');
  await assertAccepted(old, fresh);
  token('rotate-key', '--overlap', '0');
  await assertRefused(old, 'retired_key');
  await assertRefused(fresh, 'retired_key');
  await assertAccepted(token('create', 'tablet', '--status'));
  assert.ok(gateway.isRunning);
  assert.equal(gateway.records.filter(({ event }) => event === 'starting').length, 1);
});

test('without the public keys no token is accepted, and those of before are once the keys are back', async () => {
  const text = token('create', 'lamp', '--status');
  await assertAccepted(text);
  const keys = garland.path('tokens/public-key.pem');
  renameSync(keys, `${keys}.away`);
  assert.equal(await ask(text), 503);
  renameSync(`${keys}.away`, keys);
  await assertAccepted(text);
  await gateway.record('keys_unavailable');
});

test('tokens and keys made and replaced while requests come refuse none that is good', async () => {
  const good = token('create', 'stereo', '--status');
  let refused = 0;
  let asked = 0;
  let busy = true;
  const asking = (async () => {
    while (busy) {
      if ((await ask(good)) !== 200) refused++;
      asked++;
      // Each asks the driver, which takes 150 calls a second.
      await sleep(10);
    }
  })();
  const args = ['--dir', garland.path('tokens')];
  const run = promisify(execFile);
  for (let i = 0; i < 3; i++) {
    await run(process.execPath, [PROGRAMS.cli, 'token', 'create', `guest${i}`, ...args]);
    await run(process.execPath, [PROGRAMS.cli, 'token', 'rotate-key', ...args]);
  }
  busy = false;
  await asking;
  assert.ok(asked > 20);
  assert.equal(refused, 0);
});
