import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ROLE_LIMITS } from '@garland/protocol';
import type { TestResponse } from './http-client.ts';
import { defaultScript, overrideMethod, type Script, ScriptedDriver } from './scripted-driver.ts';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
before(async () => {
  system = await TestSystem.start({ withDriver: false });
});
after(() => system.close());

/** The promise is a second; how busy the machine of a test is, is no matter of ours. */
const SLOWNESS_FACTOR = 5;

async function within(limitMs: number, request: () => Promise<TestResponse>): Promise<TestResponse> {
  const startedMs = performance.now();
  const answer = await request();
  const tookMs = performance.now() - startedMs;
  assert.ok(tookMs < SLOWNESS_FACTOR * limitMs, `took ${tookMs} ms`);
  return answer;
}

function assertUnavailable(answer: TestResponse): void {
  assert.equal(answer.status, 503, answer.text);
  assert.equal(answer.json.code, 'driver_unavailable');
  assert.equal(answer.headers['retry-after'], '1');
}

async function waitUntilServed(): Promise<void> {
  const deadlineMs = Date.now() + 5_000;
  while ((await system.request({ path: '/healthz' })).status !== 200) {
    assert.ok(Date.now() < deadlineMs, 'it did not recover');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal((await system.play('twinkle')).status, 200);
}

test('a gateway that starts before its driver answers 503 at once, and serves when the driver comes', async () => {
  for (const path of ['/v1/status', '/v1/animations', '/healthz'])
    assertUnavailable(await within(500, () => system.request({ path, token: system.token })));
  assertUnavailable(await within(500, () => system.play('twinkle')));
  assertUnavailable(await within(500, () => system.play('blizzard')));
  await system.runDriver();
  await waitUntilServed();
  assert.equal((await system.play('blizzard')).status, 404);
});

test('a killed driver is 503, one record reports it, and a new one is found', async () => {
  const from = system.gateway.records.length;
  await system.driver?.stop('SIGKILL');
  assertUnavailable(await within(500, () => system.play('twinkle')));
  assert.equal((await system.play('blizzard')).status, 404, 'what was never there needs no driver to say so');
  await system.runDriver(['off', 'twinkle', 'snow']);
  await waitUntilServed();
  // Records come in order, so after this one those of before are there.
  await system.recordOf(await system.play('twinkle'));
  const records = system.gateway.records.slice(from);
  assert.equal(records.filter(({ event }) => event === 'driver_disconnected').length, 1);
  const changed = records.find(({ event }) => event === 'allowlist_changed');
  assert.deepEqual([changed?.added, changed?.removed], [['snow'], ['rainbow']]);
  await system.driver?.stop('SIGKILL');
});

const MISBEHAVIORS: readonly (readonly [title: string, script: Script])[] = [
  ['never answers', overrideMethod('Play', () => undefined)],
  ['dies in mid-request', overrideMethod('Play', (_call, socket) => void socket.destroy())],
  [
    'hangs up in mid-answer',
    overrideMethod('Play', (_call, socket) => void socket.end('{"parameters":{"sta')),
  ],
  ['sends garbage', overrideMethod('Play', () => '\x01\x02garbage\0')],
  ['sends JSON that is no reply', overrideMethod('Play', () => ({ status: 'ok' }))],
  [
    'sends a state that is none',
    overrideMethod('Play', () => ({ parameters: { state: { animation: 'TWINKLE' } } })),
  ],
  ['sends a key too many', overrideMethod('Play', () => ({ parameters: { state: {}, extra: 1 } }))],
  ['sends more than 256 KiB', overrideMethod('Play', () => 'x'.repeat(300 * 1024))],
  [
    'sends an error of its own invention',
    overrideMethod('Play', () => ({ error: 'io.garland.Driver.OnFire', parameters: {} })),
  ],
  ['answers twice', overrideMethod('Play', () => `${'{"parameters":{}}\0'.repeat(2)}`)],
];

for (const [title, script] of MISBEHAVIORS) {
  test(`a driver that ${title} is 503 within a second, and the gateway recovers`, async () => {
    const driver = await ScriptedDriver.at(system.remoteSocket, script);
    try {
      const deadlineMs = Date.now() + 5_000;
      while ((await system.request({ path: '/healthz' })).status !== 200) assert.ok(Date.now() < deadlineMs);
      const answer = await within(1_000, () => system.play('twinkle'));
      assertUnavailable(answer);
      assert.equal((await system.recordOf(answer)).outcome, 'failed');
      driver.script = defaultScript;
      await waitUntilServed();
    } finally {
      await driver.close();
    }
  });
}

test('a driver that never says what may be played does not count as there', async (t) => {
  const driver = await ScriptedDriver.at(system.remoteSocket, () => undefined);
  t.after(() => driver.close());
  while (driver.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  assertUnavailable(await within(500, () => system.play('twinkle')));
  driver.script = defaultScript;
  await waitUntilServed();
});

test('a call beyond the queue of a slow driver is refused at once, and those before it are played', async (t) => {
  const held: (() => void)[] = [];
  const holding = overrideMethod('Play', (call, socket) => {
    held.push(() => socket.write(`${JSON.stringify(defaultScript(call, socket))}\0`));
    return undefined;
  });
  const driver = await ScriptedDriver.at(system.remoteSocket, holding);
  t.after(() => driver.close());
  while ((await system.request({ path: '/healthz' })).status !== 200);
  const maxWaiting = ROLE_LIMITS.remote.maxCallsInFlight / 2;
  const plays = Array.from({ length: maxWaiting + 1 }, () => system.play('twinkle'));
  const refused = await Promise.race(plays);
  assertUnavailable(refused);
  assert.equal((await system.recordOf(refused)).reason, 'driver_busy');
  assert.equal(held.length, maxWaiting);
  for (const answer of held) answer();
  const statuses = (await Promise.all(plays)).map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 200).length, maxWaiting);
  driver.script = defaultScript;
  await waitUntilServed();
});

test('a refusal by the driver is answered with 404 or 429, and the next request asks again', async (t) => {
  const driver = await ScriptedDriver.at(system.remoteSocket);
  t.after(() => driver.close());
  await waitUntilServed();
  const refuse = (error: string, parameters: object): Script =>
    overrideMethod('Play', () => ({ error: `io.garland.Driver.${error}`, parameters }));

  driver.script = refuse('UnknownAnimation', { id: 'twinkle' });
  const listsBefore = driver.calls.filter(({ method }) => method === 'List').length;
  const unknown = await system.play('twinkle');
  assert.deepEqual([unknown.status, unknown.json.code], [404, 'unknown_animation']);
  await system.play('twinkle');
  assert.ok(driver.calls.filter(({ method }) => method === 'List').length > listsBefore);

  for (const [retryAfterMs, seconds] of [
    [2500, '3'],
    [0, '1'],
    [1e12, '1'],
  ] as const) {
    driver.script = refuse('RateLimited', { retryAfterMs });
    const limited = await system.play('twinkle');
    assert.deepEqual([limited.status, limited.json.code], [429, 'too_many_requests']);
    assert.equal(limited.headers['retry-after'], seconds);
  }
  driver.script = defaultScript;
  assert.equal((await system.play('twinkle')).status, 200);
});

test('what the tree has got since is played at once, and what it has lost is refused at once', async (t) => {
  const entryOf = (id: string) => ({ id, title: id, kind: 'scene', description: '' });
  const playing = (...ids: readonly string[]): Script =>
    overrideMethod('List', () => ({ parameters: { entries: ids.map(entryOf) } }));
  const driver = await ScriptedDriver.at(system.remoteSocket, playing('off', 'twinkle'));
  t.after(() => driver.close());
  await waitUntilServed();
  driver.script = playing('off', 'twinkle', 'cosy');
  // The last miss may have been less than a second ago.
  const deadlineMs = Date.now() + 5_000;
  while ((await system.play('cosy')).status !== 200) assert.ok(Date.now() < deadlineMs);

  driver.script = (call, socket) =>
    call.method === 'Play'
      ? { error: 'io.garland.Driver.UnknownAnimation', parameters: { id: 'cosy' } }
      : playing('off')(call, socket);
  assert.equal((await system.play('cosy')).status, 404);
});

test('however often something unknown is asked for, the driver is asked once a second', async (t) => {
  const driver = await ScriptedDriver.at(system.remoteSocket);
  t.after(() => driver.close());
  await waitUntilServed();
  driver.calls.length = 0;
  const startedMs = performance.now();
  const answers = await Promise.all(Array.from({ length: 50 }, () => system.play('blizzard')));
  assert.ok(answers.every(({ status }) => status === 404));
  const seconds = Math.ceil((performance.now() - startedMs) / 1000);
  // One more for the regular look at the list.
  assert.ok(driver.calls.length <= seconds + 2, `${driver.calls.length} calls in ${seconds} s`);
});

test('the driver hears an allowlisted ID and the request ID, and nothing else whatever is sent', async (t) => {
  const driver = await ScriptedDriver.at(system.remoteSocket);
  t.after(() => driver.close());
  await waitUntilServed();
  driver.calls.length = 0;
  for (const id of ['blizzard', 'Twinkle', 'off%00', '..', 'twinkle\u0000', '__proto__', 'constructor'])
    await system.play(encodeURI(id)).catch(() => {});
  // It may be asked what it has, in the same words whatever was sent.
  for (const call of driver.calls) assert.deepEqual(call, { method: 'List', parameters: {} });
  driver.calls.length = 0;
  const answer = await system.request({
    method: 'POST',
    path: '/v1/animations/twinkle?brightness=100&id=fire',
    token: system.token,
    body: '{"id":"fire","requestId":"x"}',
    headers: { 'Content-Type': 'application/json', 'X-Request-Id': 'mine' },
  });
  assert.equal(answer.status, 200);
  assert.deepEqual(driver.calls, [
    { method: 'Play', parameters: { id: 'twinkle', requestId: answer.headers['x-request-id'] } },
  ]);
});
