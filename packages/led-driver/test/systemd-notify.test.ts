import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { notifyStatus, SystemdNotifier } from '../src/systemd-notify.ts';
import { eventually, recordingLog, temporaryFolder } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';

const PID = 4711;
const WATCHDOG_ENV = { WATCHDOG_PID: String(PID), WATCHDOG_USEC: '20000000' };

interface NotifierKit {
  readonly supervision: SystemdNotifier;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordingLog>;
  /** Waits for these messages, one a line. */
  sent(...messages: string[]): Promise<void>;
}

/** Supervision whose messages go to a file. */
function notifierKit(t: TestContext, env: NodeJS.ProcessEnv = WATCHDOG_ENV, name = 'notify'): NotifierKit {
  const file = join(temporaryFolder(t), 'messages');
  const fd = openSync(file, 'a');
  t.after(() => closeSync(fd));
  const clock = new FakeClock();
  const log = recordingLog();
  const inherited = new Map([
    ['remote', 3],
    [name, fd],
    ['local', 4],
  ]);
  const supervision = new SystemdNotifier(inherited, env, PID, clock, log.log);
  const sent = (...messages: string[]): Promise<void> =>
    eventually(
      () => readFileSync(file, 'utf8') === messages.map((line) => `${line}\n`).join(''),
      String(messages),
    );
  return { supervision, clock, log, sent };
}

test('the notify descriptor is not a socket to listen on, and the others are', (t) => {
  const { supervision } = notifierKit(t);
  assert.deepEqual(
    [...supervision.listenSockets],
    [
      ['remote', 3],
      ['local', 4],
    ],
  );
});

test('systemd hears that the driver is ready, and then twice in each of its times that it is alive', async (t) => {
  const { supervision, clock, sent } = notifierKit(t);
  supervision.notifyReady(() => true);
  await sent('READY=1');
  clock.advance(9_999);
  await sent('READY=1');
  clock.advance(1);
  await sent('READY=1', 'WATCHDOG=1');
  clock.advance(20_000);
  await sent('READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1');
});

test('while nothing moves that should, it hears nothing, and the journal says once why', async (t) => {
  const { supervision, clock, log, sent } = notifierKit(t);
  let alive = false;
  supervision.notifyReady(() => alive);
  clock.advance(30_000);
  assert.deepEqual(log.of('watchdog_missed').length, 1);
  alive = true;
  clock.advance(10_000);
  await sent('READY=1', 'WATCHDOG=1');
  alive = false;
  clock.advance(10_000);
  assert.deepEqual(log.of('watchdog_missed').length, 2);
});

test('without a watchdog, or with one that is meant for another process, there is no timer', async (t) => {
  for (const env of [{}, { ...WATCHDOG_ENV, WATCHDOG_PID: '1' }]) {
    const { supervision, clock, sent } = notifierKit(t, env);
    supervision.notifyReady(() => true);
    assert.equal(clock.pending, 0);
    await sent('READY=1');
  }
});

test('without the descriptor nothing is written', async (t) => {
  const { supervision, clock, sent } = notifierKit(t, WATCHDOG_ENV, 'another');
  supervision.notifyReady(() => true);
  clock.advance(60_000);
  await sent();
});

test('a reader that is gone does no harm', (t) => {
  const fd = openSync(join(temporaryFolder(t), 'messages'), 'a');
  closeSync(fd);
  const clock = new FakeClock();
  const supervision = new SystemdNotifier(
    new Map([['notify', fd]]),
    WATCHDOG_ENV,
    PID,
    clock,
    recordingLog().log,
  );
  supervision.notifyReady(() => true);
  clock.advance(60_000);
});

test('the reason why it does not start becomes one line of its status', (t) => {
  const file = join(temporaryFolder(t), 'messages');
  const fd = openSync(file, 'a');
  t.after(() => closeSync(fd));
  notifyStatus('driver.toml:2: one\n  driver.toml:3: another', new Map([['notify', fd]]));
  assert.equal(readFileSync(file, 'utf8'), 'STATUS=driver.toml:2: one; driver.toml:3: another\n');
});

test('without systemd, or if it does not listen, the reason is in the log alone', () => {
  notifyStatus('a reason', new Map());
  notifyStatus('a reason', new Map([['notify', 999]]));
});
