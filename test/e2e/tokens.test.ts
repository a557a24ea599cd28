import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { DaemonProcess } from '../support/daemon-process.ts';
import { CLI_SCRIPT, Installation } from '../support/installation.ts';

let house: Installation;
let gateway: DaemonProcess;
let url: string;

before(async () => {
  house = new Installation({ requestsPerMinute: 100_000 });
  await house.startDriver();
  ({ gateway, url } = await house.startGateway());
});
after(() => house.close());

const token = (...args: readonly string[]): string =>
  house.runCli('token', ...args, '--dir', house.path('tokens')).trim();

async function ask(text: string): Promise<number> {
  const response = await fetch(`${url}/v1/status`, { headers: { authorization: `Bearer ${text}` } });
  await response.arrayBuffer();
  return response.status;
}

/** What `garland token inspect` says of it. */
function inspectReason(text: string): unknown {
  const args = [CLI_SCRIPT, 'token', 'inspect', '--json', '--dir', house.path('tokens')];
  try {
    const answer = execFileSync(process.execPath, args, { input: text, encoding: 'utf8', stdio: 'pipe' });
    return JSON.parse(answer).reason;
  } catch (error) {
    return JSON.parse((error as { stdout: string }).stdout).reason;
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
    // The second time out of the gateway's memory.
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

test('while the public keys are away nobody gets in, and the tokens of before do once they are back', async () => {
  const text = token('create', 'lamp', '--status');
  await assertAccepted(text);
  const keys = house.path('tokens/public-key.pem');
  renameSync(keys, `${keys}.away`);
  assert.equal(await ask(text), 503);
  renameSync(`${keys}.away`, keys);
  await assertAccepted(text);
  assert.ok(gateway.records.some(({ event }) => event === 'keys_unavailable'));
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
      // Each asks the driver, who takes 150 calls a second.
      await sleep(10);
    }
  })();
  const args = ['--dir', house.path('tokens')];
  const run = promisify(execFile);
  for (let i = 0; i < 4; i++) {
    await run(process.execPath, [CLI_SCRIPT, 'token', 'create', `guest${i}`, ...args]);
    await run(process.execPath, [CLI_SCRIPT, 'token', 'rotate-key', ...args]);
  }
  busy = false;
  await asking;
  assert.ok(asked > 20);
  assert.equal(refused, 0);
});
