import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PROGRAMS } from '@garland/test-kit/programs';
import { temporaryFolder } from '@garland/test-kit/support';
import { driverOfSuite } from '../start-driver.ts';
import { spawnGarland, startGarlandProcess } from './spawn-garland.ts';

describe('each command as a process', { concurrency: 3 }, () => {
  const driver = driverOfSuite();

  /** Programs that succeed and print nothing. */
  const bin = temporaryFolder();
  for (const name of ['systemctl', 'journalctl'])
    writeFileSync(join(bin, name), '#!/bin/sh\n', { mode: 0o755 });
  const config = join(bin, 'driver.toml');
  writeFileSync(config, '[strip]\npixels = 9\n[output]\nkind = "simulator"\n');

  const succeeding: readonly (readonly string[])[] = [
    ['list'],
    ['play', 'fire'],
    ['off'],
    ['status'],
    ['brightness', '40'],
    ['preview', 'fire'],
    ['check', config],
    ['reload'],
    ['token', 'init', '--tree', 'home', '--dir', join(bin, 'tokens')],
    ['expose'],
    ['certificate', 'client', 'anna', '--clients', join(bin, 'clients'), '--out', join(bin, 'anna.p12')],
    ['doctor', '--help'],
  ];
  for (const args of succeeding) {
    it(`${args[0]}: exit code 0, and the answer on standard output`, async () => {
      const { code, stdout, stderr } = await spawnGarland(['--socket', driver.localSocket, ...args], {
        env: { PATH: `${bin}:${process.env.PATH}` },
      });
      assert.equal(code, 0, stderr);
      assert.notEqual(stdout, '');
      assert.doesNotMatch(stderr, /^garland: /m);
    });
  }

  const none = join(bin, 'none');
  const failing: readonly (readonly [code: number, ...args: string[]])[] = [
    [3, 'list'],
    [3, 'play', 'fire'],
    [3, 'off'],
    [3, 'status'],
    [3, 'watch'],
    [2, 'brightness', '101'],
    [5, 'preview', 'twinkel'],
    [1, 'check', none],
    [3, 'reload'],
    [1, 'token', 'list', '--dir', none],
    [2, 'expose', 'internt'],
    [1, 'certificate', '--dir', none],
    [2, 'audit', '--lines', '0'],
    [2, 'doctor', '--nonsense'],
  ];
  for (const [code, ...args] of failing) {
    it(`${args[0]}: exit code ${code}, and the reason on standard error`, async () => {
      const failed = await spawnGarland(['--socket', none, ...args]);
      assert.deepEqual([failed.code, failed.stdout], [code, '']);
      assert.match(failed.stderr, /^garland: /);
    });
  }

  it('reports an error as JSON with --json', async () => {
    const { code, stdout, stderr } = await spawnGarland(['status', '--socket', none, '--json']);
    assert.deepEqual([code, stdout], [3, '']);
    assert.equal(JSON.parse(stderr).exitCode, 3);
  });

  it('hints at npx if npm has started it', async () => {
    const { stderr } = await spawnGarland(['play'], { env: { npm_lifecycle_event: 'x' } });
    assert.ok(stderr.includes('  See:  npx garland play --help'));
  });

  it('finds the demo in the folder that it is called in', async () => {
    const cwd = temporaryFolder();
    const lockfile = { pid: process.pid, children: [], folder: cwd, socket: driver.localSocket, url: 'x' };
    writeFileSync(join(cwd, '.garland-demo.json'), JSON.stringify(lockfile));
    assert.equal((await spawnGarland(['status'], { cwd })).code, 0);
  });

  it('follows the driver in a pipe until Ctrl-C, with exit code 0', async () => {
    const watch = startGarlandProcess(['watch', '--socket', driver.localSocket]);
    await watch.output(/ · chosen /);
    assert.equal(await watch.stop('SIGINT'), 0);
  });
});

describe('standard output', () => {
  it('may be closed early by its reader: the command ends quietly', async () => {
    const endless = ['preview', 'fire', '--json', '--fps', '120', '--seconds', '86400'];
    const { child, exited, ...process } = startGarlandProcess(endless);
    child.stdout?.once('data', () => child.stdout?.destroy());
    assert.deepEqual([await exited, process.stderr], [0, '']);
  });

  it('may be a full disk: the command says so in a sentence', { skip: !existsSync('/dev/full') }, () => {
    const words = [PROGRAMS.cli, 'preview', 'snow', '--json', '--seconds', '0.1'];
    const { status, stderr } = spawnSync('sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, ...words], {
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /^garland: cannot write the output: .*ENOSPC.*\n$/);
  });
});
