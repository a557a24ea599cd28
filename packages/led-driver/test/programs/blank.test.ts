import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { acquireOwnerLock } from '../../src/output/owner-lock.ts';
import { temporaryFolder } from '../driver-fixtures.ts';
import { DriverProcess, driverDirectory, writeConfig } from './driver-process.ts';

/** A folder with a configuration whose output is hardware, so that blanking would touch it. */
function hardwareDirectory(t: TestContext): { readonly config: string; readonly runtimeDir: string } {
  const folder = driverDirectory(t);
  const config = writeConfig(folder);
  const text = readFileSync(config, 'utf8').replace('simulator', 'ws281x');
  writeFileSync(config, `${text}\n[power]\nbudget_ma = 1000\n`);
  mkdirSync(join(folder, 'run'));
  return { config, runtimeDir: join(folder, 'run') };
}

function runBlank(t: TestContext, config: string, env: NodeJS.ProcessEnv = {}): DriverProcess {
  return new DriverProcess(t, { args: ['--blank', '--config', config], env });
}

/** Claims the strip for a process that runs until it is ended. */
async function lockedByAnother(
  t: TestContext,
  runtimeDir: string,
): Promise<{ pid: number; end(): Promise<void> }> {
  const owner = new URL('../../src/output/owner-lock.js', import.meta.url).href;
  const script = `import { acquireOwnerLock } from '${owner}'; acquireOwnerLock(${JSON.stringify(runtimeDir)}); console.log('claimed'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  const end = async (): Promise<void> => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { pid: Number(child.pid), end };
}

test('a claim on the strip lasts as long as its process, and does not hinder that process', async (t) => {
  const runtimeDir = temporaryFolder(t);
  assert.equal(acquireOwnerLock(runtimeDir), undefined);
  assert.equal(acquireOwnerLock(runtimeDir), undefined);
  const [own] = readdirSync(runtimeDir);
  unlinkSync(join(runtimeDir, String(own)));
  const other = await lockedByAnother(t, runtimeDir);
  assert.equal(acquireOwnerLock(runtimeDir), other.pid);
  assert.equal(readdirSync(runtimeDir).length, 1);
  await other.end();
  assert.equal(acquireOwnerLock(runtimeDir), undefined);
  assert.deepEqual(readdirSync(runtimeDir), [own]);
});

test('of several simultaneous claims, at most one succeeds', async (t) => {
  const runtimeDir = temporaryFolder(t);
  const owner = new URL('../../src/output/owner-lock.js', import.meta.url).href;
  const script = `import { acquireOwnerLock } from '${owner}';
    process.stdin.once('data', () => console.log(acquireOwnerLock(${JSON.stringify(runtimeDir)}) ?? 'mine'));`;
  const children = Array.from({ length: 6 }, () =>
    spawn(process.execPath, ['--input-type=module', '--eval', `${script} console.log('ready');`], {
      stdio: ['pipe', 'pipe', 'inherit'],
    }),
  );
  for (const child of children) t.after(() => child.kill('SIGKILL'));
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const answers = children.map((child) => once(child.stdout, 'data'));
  for (const child of children) child.stdin.write('now\n');
  const mine = (await Promise.all(answers)).filter((answer) => String(answer).trim() === 'mine');
  assert.ok(mine.length <= 1, `${mine.length} have it`);
});

test('a stale or invalid claim is ignored and removed', (t) => {
  const runtimeDir = temporaryFolder(t);
  for (const claim of [`${process.ppid}-1`, '', 'nonsense', '-1-5', '0-0', '4194305-1']) {
    writeFileSync(join(runtimeDir, `strip-owner-${claim}`), '');
    assert.equal(acquireOwnerLock(runtimeDir), undefined, claim);
    assert.equal(readdirSync(runtimeDir).length, 1, claim);
  }
});

test('--blank leaves the strip of a driver that runs alone, and tries when that driver is gone', async (t) => {
  const { config, runtimeDir } = hardwareDirectory(t);
  const driver = await lockedByAnother(t, runtimeDir);
  const refused = runBlank(t, config);
  assert.equal(await refused.exited, 69);
  assert.match(refused.stderr, new RegExp(`process ${driver.pid} drives the strip`));
  await driver.end();
  const tried = runBlank(t, config);
  await tried.exited;
  assert.doesNotMatch(tried.stderr, /drives the strip/);
});

test('--blank does nothing for a simulator', async (t) => {
  const process = runBlank(t, writeConfig(temporaryFolder(t)));
  assert.equal(await process.exited, 0);
  assert.equal(process.stderr + process.stdout, '');
});

test('--blank does nothing after a driver that exited by itself, and something after one that was killed', async (t) => {
  const { config } = hardwareDirectory(t);
  writeFileSync(config, 'not = "a configuration"');
  assert.equal(await runBlank(t, config, { EXIT_CODE: 'exited' }).exited, 0);
  assert.equal(await runBlank(t, config, { EXIT_CODE: 'killed' }).exited, 78);
});
