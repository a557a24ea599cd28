import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { countTerminalRows } from '@garland/viewer/text-width';
import { cleanUpKilledDemo } from '../src/demo/cleanup.ts';
import { runDemoCommand } from '../src/demo/demo-command.ts';
import { createDemoFolder } from '../src/demo/demo-folder.ts';
import { fitHeading } from '../src/demo/show-demo.ts';
import { type CommandResult, testIo } from './run-garland.ts';

/** Runs `npm start -- ARGS`, with its lockfile in a folder of its own. */
async function runDemo(args: readonly string[], lockfileFolder = temporaryFolder()): Promise<CommandResult> {
  const { io, stdout, stderr, shutdown } = testIo({ env: { GARLAND_DEMO_LOCKFILE_DIR: lockfileFolder } });
  const code = await runDemoCommand(args, io, shutdown);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

describe('npm start', () => {
  it('lists its options', async () => {
    const { code, stdout } = await runDemo(['--help']);
    assert.equal(code, 0);
    const [, description = ''] = stdout.split('\n\n');
    const whole = description.split('\n').slice(0, -1);
    assert.ok(
      whole.every((line) => line.length > 60 && line.length <= 80),
      'the description is wrapped once',
    );
    for (const option of ['--port', '--pixels', '--no-preview', '--animation'])
      assert.ok(stdout.includes(option));
  });

  for (const args of [['--prot', '1'], ['--port', 'x'], ['--port', '65536'], ['--pixels', '0'], ['extra']]) {
    it(`refuses ${args.join(' ')}`, async () => {
      assert.equal((await runDemo(args)).code, 2);
    });
  }

  it('suggests another port if the port is taken', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const lockfileFolder = temporaryFolder();
    const { code, stderr } = await runDemo(['--port', String(port)], lockfileFolder);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`Port ${port} is in use[^]*--port`));
    assert.deepEqual(readdirSync(lockfileFolder), []);
  });

  it('refuses a folder for temporary files whose name is too long for a socket', (t) => {
    const before = process.env.TMPDIR ?? tmpdir();
    t.after(() => {
      process.env.TMPDIR = before;
    });
    const long = mkdtempSync(join(temporaryFolder(), 'x'.repeat(90)));
    process.env.TMPDIR = long;
    assert.throws(createDemoFolder, ({ hints }) => /TMPDIR=\/tmp npm start/.test(hints.join()));
    assert.deepEqual(readdirSync(long), []);
  });
});

describe('the cleanup after a demo that was killed', () => {
  it('removes only the folder of a demo, whatever the lockfile says', () => {
    const home = temporaryFolder();
    const precious = join(home, 'precious');
    mkdirSync(precious);
    const { pid } = spawnSync('/bin/true');
    const lockfile = { pid, children: [process.pid], folder: precious, socket: 'x', url: 'x' };
    const path = join(home, '.garland-demo.json');
    writeFileSync(path, JSON.stringify(lockfile));
    cleanUpKilledDemo(path);
    assert.deepEqual(readdirSync(home), ['precious']);
  });
});

describe('the heading of the demo', () => {
  const explanation = ['What this is and how the tree of a hundred lights comes here:', 'Paste this:'];
  const curl = `curl ${'x'.repeat(95)}`;
  const rowsLeft = (columns: number, rows: number): number =>
    rows - countTerminalRows(fitHeading({ columns, rows }, explanation, curl), columns);

  it('leaves room for a tree in any but a tiny window, and always shows the line to paste', () => {
    assert.ok(rowsLeft(80, 24) >= 16);
    assert.ok(rowsLeft(40, 12) >= 6 + 2);
    for (const [columns, rows] of [
      [200, 60],
      [80, 24],
      [40, 12],
      [20, 3],
    ] as const) {
      assert.ok(fitHeading({ columns, rows }, explanation, curl).includes(curl));
    }
    assert.deepEqual(fitHeading({ columns: 40, rows: 12 }, explanation, curl), [curl]);
    assert.ok(fitHeading({ columns: 80, rows: 24 }, explanation, curl).includes('Paste this:'));
  });
});
