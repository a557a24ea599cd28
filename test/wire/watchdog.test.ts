import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Installation } from '@garland/test-kit/installation';
import { PROGRAMS } from '@garland/test-kit/programs';
import type { ModelPi } from './model-pi.ts';
import { startModelPi } from './start-model-pi.ts';

const SUPERVISE = fileURLToPath(new URL('./model/supervise', import.meta.url));
/** What WatchdogSec= would be; a driver that beats does so twice in it. */
const TIMEOUT_MS = 2_000;

interface SupervisedDriver {
  readonly pi: ModelPi;
  readonly supervisor: ChildProcess;
  /** What the supervisor said: messages that it got, and what it did. */
  readonly notifications: string[];
  /** Waits for that many lines of the kind, from here on. */
  waitForNotification(line: string, count: number): Promise<void>;
}

/** The real driver on a modelled machine, under what does as systemd's watchdog does. */
async function startSupervised(t: TestContext, animation: string): Promise<SupervisedDriver> {
  const pi = await startModelPi(t);
  const installation = new Installation({ pixels: 20, animation, output: 'kind = "ws281x"' });
  t.after(() => installation.close());
  const command = [process.execPath, PROGRAMS.driver, '--config', installation.driverConfig];
  const supervisor = spawn(SUPERVISE, [String(TIMEOUT_MS * 1000), ...command], {
    env: { ...process.env, ...pi.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => supervisor.kill('SIGTERM'));
  const heard: string[] = [];
  let text = '';
  supervisor.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    heard.push(...lines.filter((line) => !line.startsWith('{')));
  });
  const hear = async (line: string, count: number): Promise<void> => {
    const from = heard.length;
    await pi.waitForRecord(
      `${count} × ${line} (${heard})`,
      () => heard.slice(from).filter((l) => l === line).length >= count,
      30_000,
    );
  };
  await hear('notify by-main READY=1', 1);
  return { pi, supervisor, notifications: heard, waitForNotification: hear };
}

const WATCHDOG_MESSAGE = 'notify by-main WATCHDOG=1';

for (const [animation, what] of [
  ['rainbow', 'moves'],
  ['warm_white', 'stands still'],
] as const) {
  test(`a picture that ${what} keeps the watchdog content`, async (t) => {
    const {
      supervisor,
      notifications: heard,
      waitForNotification: hear,
    } = await startSupervised(t, animation);
    await hear(WATCHDOG_MESSAGE, 4);
    supervisor.kill('SIGTERM');
    assert.deepEqual(await once(supervisor, 'exit'), [0, null]);
    assert.equal(heard.includes('watchdog'), false);
  });
}

test('a render that does not come back ends in a kill by the watchdog', async (t) => {
  const {
    pi,
    supervisor,
    notifications: heard,
    waitForNotification: hear,
  } = await startSupervised(t, 'rainbow');
  await hear(WATCHDOG_MESSAGE, 1);
  pi.stopHardware();
  await once(supervisor, 'exit');
  assert.equal(heard.at(-1), 'watchdog');
  assert.equal(supervisor.exitCode, 128 + 6);
});
