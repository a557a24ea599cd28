import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Supervision } from '../src/supervision.ts';
import { FakeClock } from './fake-clock.ts';
import { eventually, recordingLog, temporaryFolder } from './support.ts';

const PID = 4711;
const WATCHED = { WATCHDOG_PID: String(PID), WATCHDOG_USEC: '20000000' };

interface Watched {
  readonly supervision: Supervision;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordingLog>;
  /** Waits until this has been told; each line is a message. */
  told(...messages: string[]): Promise<void>;
}

/** Supervision whose messages go to a file. */
function supervised(t: TestContext, env: NodeJS.ProcessEnv = WATCHED, name = 'notify'): Watched {
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
  const supervision = new Supervision(inherited, env, PID, clock, log.log);
  const told = (...messages: string[]): Promise<void> =>
    eventually(
      () => readFileSync(file, 'utf8') === messages.map((line) => `${line}\n`).join(''),
      String(messages),
    );
  return { supervision, clock, log, told };
}

test('the descriptor for messages is no socket to listen on, and the others are', (t) => {
  const { supervision } = supervised(t);
  assert.deepEqual(
    [...supervision.sockets],
    [
      ['remote', 3],
      ['local', 4],
    ],
  );
});

test('systemd hears that the driver is ready, and then twice in each of its times that it is alive', async (t) => {
  const { supervision, clock, told } = supervised(t);
  supervision.ready(() => true);
  await told('READY=1');
  clock.advance(9_999);
  await told('READY=1');
  clock.advance(1);
  await told('READY=1', 'WATCHDOG=1');
  clock.advance(20_000);
  await told('READY=1', 'WATCHDOG=1', 'WATCHDOG=1', 'WATCHDOG=1');
});

test('while nothing moves that should, it hears nothing, and the journal says once why', async (t) => {
  const { supervision, clock, log, told } = supervised(t);
  let alive = false;
  supervision.ready(() => alive);
  clock.advance(30_000);
  assert.deepEqual(log.of('watchdog_withheld').length, 1);
  alive = true;
  clock.advance(10_000);
  await told('READY=1', 'WATCHDOG=1');
  alive = false;
  clock.advance(10_000);
  assert.deepEqual(log.of('watchdog_withheld').length, 2);
});

test('without a watchdog, or with one that is meant for another process, there is no timer', async (t) => {
  for (const env of [{}, { ...WATCHED, WATCHDOG_PID: '1' }]) {
    const { supervision, clock, told } = supervised(t, env);
    supervision.ready(() => true);
    assert.equal(clock.pending, 0);
    await told('READY=1');
  }
});

test('without the descriptor nothing is written', async (t) => {
  const { supervision, clock, told } = supervised(t, WATCHED, 'another');
  supervision.ready(() => true);
  clock.advance(60_000);
  await told();
});

test('a reader that is gone does no harm', (t) => {
  const fd = openSync(join(temporaryFolder(t), 'messages'), 'a');
  closeSync(fd);
  const clock = new FakeClock();
  const supervision = new Supervision(new Map([['notify', fd]]), WATCHED, PID, clock, recordingLog().log);
  supervision.ready(() => true);
  clock.advance(60_000);
});
