import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestProcess } from '@garland/test-kit/test-process';
import { CliError } from '../src/errors/cli-error.ts';
import { withFileLock } from '../src/system/file-lock.ts';

const BOOT = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** The ID of a process that has ended. */
function unusedPid(): number {
  return spawnSync('/bin/true').pid;
}

describe('a lock', () => {
  it('is available at once after any number of holders that died, and leaves nothing', async () => {
    const folder = temporaryFolder();
    for (let i = 0; i < 3; i++) writeFileSync(join(folder, `lock.${unusedPid()}.${BOOT}`), '');
    writeFileSync(join(folder, 'lock.breaking'), '');
    assert.equal(await withFileLock(join(folder, 'lock'), () => 'done', 0), 'done');
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is not written through a link that another user has put in its place', async () => {
    const folder = temporaryFolder();
    const target = join(folder, 'target');
    writeFileSync(target, 'precious');
    symlinkSync(target, join(folder, `lock.${process.pid}.${BOOT}`));
    assert.equal(await withFileLock(join(folder, 'lock'), () => 'done', 0), 'done');
    assert.equal(readFileSync(target, 'utf8'), 'precious');
    assert.deepEqual(readdirSync(folder), ['target']);
  });

  it('from before a power cut is ignored, whatever process has its ID now', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, `lock.${process.ppid}.an-earlier-boot`), '');
    assert.equal(await withFileLock(join(folder, 'lock'), () => 'done', 0), 'done');
  });

  it('that another keeps is waited for only so long', async () => {
    const folder = temporaryFolder();
    const other = `lock.${process.ppid}.${BOOT}`;
    writeFileSync(join(folder, other), '');
    await assert.rejects(
      withFileLock(join(folder, 'lock'), () => assert.fail('not ours'), 50),
      (error: Error) => error instanceof CliError && /nothing was changed/.test(error.message),
    );
    assert.deepEqual(readdirSync(folder), [other]);
  });

  it('is released when the work fails', async () => {
    const folder = temporaryFolder();
    const fail = (): never => {
      throw new Error('no');
    };
    await assert.rejects(withFileLock(join(folder, 'lock'), fail), /no/);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('has one holder at a time', async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'log');
    appendFileSync(log, '');
    const script = `import { appendFileSync } from 'node:fs';
      import { withFileLock } from ${JSON.stringify(new URL('../src/system/file-lock.js', import.meta.url).href)};
      for (let i = 0; i < 40; i++) await withFileLock(${JSON.stringify(join(folder, 'lock'))}, () => {
        appendFileSync(${JSON.stringify(log)}, '(');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
        appendFileSync(${JSON.stringify(log)}, ')');
      });`;
    const children = Array.from(
      { length: 4 },
      () => new TestProcess([process.execPath, '--input-type=module', '-e', script]),
    );
    for (const { exited } of children) assert.equal(await exited, 0);
    assert.equal(readFileSync(log, 'utf8'), '()'.repeat(160));
  });
});
