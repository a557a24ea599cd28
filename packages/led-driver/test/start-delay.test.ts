import assert from 'node:assert/strict';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { EX_CONFIG, EX_SOFTWARE } from '@garland/daemon';
import { delayRepeatedStart, markFailedStart } from '../src/start-delay.ts';
import { temporaryFolder } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A start in a folder where the last one failed, and what it has been seen to do. */
function startAfterFailure(t: TestContext, exitCode = EX_CONFIG, failedAgoS = 1) {
  const clock = new FakeClock();
  const folder = temporaryFolder(t);
  const configFile = join(folder, 'driver.toml');
  const atS = (agoS: number): number => clock.wallTime().getTime() / 1000 - agoS;
  writeFileSync(configFile, '');
  utimesSync(configFile, atS(600), atS(600));
  markFailedStart(folder, exitCode, 'driver.toml:2: a mistake');
  const mark = join(folder, 'start-failed');
  if (existsSync(mark)) utimesSync(mark, atS(failedAgoS), atS(failedAgoS));
  const reasons: string[] = [];
  const seen = { isOver: false, reasons };
  const begin = (): void => {
    seen.isOver = false;
    void delayRepeatedStart({
      runtimeDir: folder,
      configFile,
      clock,
      onDelay: (reason) => void reasons.push(reason),
    }).then(() => {
      seen.isOver = true;
    });
  };
  const pass = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 500) {
      clock.advance(500);
      await settle();
    }
  };
  begin();
  return { seen, pass, begin, edit: () => utimesSync(configFile, atS(0), atS(0)) };
}

test('a start after a failed one waits ten seconds, and says why', async (t) => {
  const { seen, pass } = startAfterFailure(t);
  await pass(9_500);
  assert.deepEqual(seen, { isOver: false, reasons: ['driver.toml:2: a mistake'] });
  await pass(500);
  assert.equal(seen.isOver, true);
});

test('a change of the configuration ends the delay', async (t) => {
  const { seen, pass, edit } = startAfterFailure(t);
  await pass(2_000);
  assert.equal(seen.isOver, false);
  edit();
  await pass(500);
  assert.equal(seen.isOver, true);
});

test('the start after that one is not delayed, such as the one of "systemctl restart"', async (t) => {
  const { seen, begin } = startAfterFailure(t);
  begin();
  await settle();
  assert.equal(seen.isOver, true);
});

test('a first start, one after a crash, and one after an old failure are not delayed', async (t) => {
  for (const [exitCode, failedAgoS] of [
    [EX_SOFTWARE, 1],
    [EX_CONFIG, 61],
    [EX_CONFIG, -1],
  ] as const) {
    const { seen } = startAfterFailure(t, exitCode, failedAgoS);
    await settle();
    assert.deepEqual(seen, { isOver: true, reasons: [] }, `${exitCode}, ${failedAgoS} s ago`);
  }
});
