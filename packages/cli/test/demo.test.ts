import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectToDriver } from '@garland/protocol/client';
import type { DemoLockfile } from '../src/demo/demo-lockfile.ts';
import { isProcessAlive } from '../src/system/is-process-alive.ts';
import { runGarland } from './run-garland.ts';
import {
  collectResult,
  DEMO_PROGRAM,
  SKIP_WITHOUT_PTY,
  scratchFolder,
  startNodeProgram,
  startOnPseudoTerminal,
  stopChild,
  waitForLine,
  waitUntil,
} from './spawn-garland.ts';

const HAS_CURL = spawnSync('curl', ['--version']).status === 0;

/** A demo that shares nothing with any other: its pointer and its folder are in `home`. */
interface TestDemo {
  readonly home: string;
  readonly child: ChildProcess;
  readonly curl: string;
  pointer(): DemoLockfile;
}

function demoEnv(home: string): Record<string, string> {
  return { GARLAND_DEMO_LOCKFILE_DIR: home, TMPDIR: home };
}

async function startDemo(t: TestContext, ...args: string[]): Promise<TestDemo> {
  const home = scratchFolder();
  const child = startNodeProgram(DEMO_PROGRAM, ['--port', '0', ...args], { env: demoEnv(home) });
  const path = join(home, '.garland-demo.json');
  const pointer = (): DemoLockfile => JSON.parse(readFileSync(path, 'utf8'));
  t.after(() => stopChild(child, 'SIGTERM'));
  const curl = await waitForLine(child, (line) => line.startsWith('curl '));
  return { home, child, curl, pointer };
}

/** The colours of the lights, as sent to the strip. */
async function pixelsOf(socket: string): Promise<string> {
  const client = await connectToDriver(socket);
  for await (const { rgb } of client.stream('Frames', {})) return rgb;
  throw new Error('no frame');
}

/** The same, once the crossfade from the dark is well under way. */
async function brightPixelsOf(socket: string): Promise<Buffer> {
  for (let i = 0; i < 200; i++) {
    const rgb = Buffer.from(await pixelsOf(socket), 'base64');
    if (Math.max(...rgb) > 60) return rgb;
    await sleep(20);
  }
  throw new Error('it stays dark');
}

/** Runs the line that the demo printed as a shell would; without curl, does what it says. */
async function paste(line: string): Promise<void> {
  if (HAS_CURL) {
    await promisify(execFile)('/bin/sh', ['-c', `${line} --fail --silent --show-error`]);
    return;
  }
  const [, file = '', url = ''] = /-H @(\S+) (\S+)/.exec(line) ?? [];
  const authorization = readFileSync(file, 'utf8')
    .trim()
    .replace(/^Authorization: /, '');
  const call = request(url, { method: 'POST', headers: { authorization } });
  call.end();
  const [response] = await once(call, 'response');
  assert.equal(response.statusCode, 200);
}

describe('npm start', { concurrency: 3 }, () => {
  it('lights the tree, and the pasted line changes its pixels', async (t) => {
    const { curl, pointer, home, child } = await startDemo(t, '--animation', 'off', '--pixels', '60');
    const { socket, folder } = pointer();
    assert.match(
      curl,
      /^curl -X POST -H @\S+\/authorization\.header http:\/\/127\.0\.0\.1:\d+\/v1\/animations\/fire$/,
    );
    assert.match(await pixelsOf(socket), /^A+$/, 'dark at first');
    await paste(curl);
    const rgb = await brightPixelsOf(socket);
    const sum = (channel: number): number =>
      rgb.filter((_, i) => i % 3 === channel).reduce((a, b) => a + b, 0);
    assert.equal(rgb.length, 180);
    assert.ok(sum(0) > 2 * sum(2), 'fire is more red than blue');

    const status = await runGarland(['status', '--json'], { workingDirectory: home });
    assert.deepEqual(
      [JSON.parse(status.stdout).animation, JSON.parse(status.stdout).chosenBy],
      ['fire', 'remote'],
    );
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const secret of ['authorization.header', 'tokens/private/signing-key.pem']) {
      assert.equal(statSync(join(folder, secret)).mode & 0o777, 0o600);
    }
    assert.equal(statSync(join(home, '.garland-demo.json')).mode & 0o777, 0o600);
    assert.equal(await stopChild(child, 'SIGINT'), 0);
  });

  it('says what changed and who did it', async (t) => {
    const { child, home } = await startDemo(t);
    const said = waitForLine(child, (line) => line.startsWith('Snow'));
    await runGarland(['play', 'snow'], { workingDirectory: home });
    assert.match(await said, /^Snow · chosen on this machine \(local\)/);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`leaves nothing behind after ${signal}`, async (t) => {
      const { child, pointer, home } = await startDemo(t);
      const { children } = pointer();
      assert.equal(children.length, 2);
      assert.equal(await stopChild(child, signal), 0);
      assert.deepEqual(readdirSync(home), []);
      assert.deepEqual(children.filter(isProcessAlive), []);
    });
  }

  it('draws on a terminal under the line to paste, and Ctrl-C gives the terminal back', {
    skip: SKIP_WITHOUT_PTY,
  }, async (t) => {
    const home = scratchFolder();
    const child = startOnPseudoTerminal(DEMO_PROGRAM, ['--port', '0'], demoEnv(home));
    t.after(() => stopChild(child, 'SIGKILL'));
    let heard = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      heard += text;
    });
    await waitUntil('the tree', () => heard.includes('▀'));
    assert.match(heard.slice(0, heard.indexOf('▀')), /^curl -X POST .*\/fire\r?$/m);
    assert.ok(!heard.includes('\x1b[?1049h') && !heard.includes('\x1b[2J'), 'the scrollback stays');
    child.stdin?.write('\x03');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
    const last = heard.slice(heard.lastIndexOf('\x1b[?25h'));
    assert.match(last, /\?25h\s+The demo has ended\.\s+$/, 'the cursor shows');
    assert.ok(heard.lastIndexOf('another terminal') < heard.lastIndexOf('\x1b[?2026h'), 'no hint stays');
    assert.deepEqual(readdirSync(home), []);
  });

  it('refuses to run twice', async (t) => {
    const { home, pointer } = await startDemo(t);
    const second = await collectResult(
      startNodeProgram(DEMO_PROGRAM, ['--port', '0'], { env: demoEnv(home) }),
    );
    assert.equal(second.code, 1);
    assert.match(second.stderr, /already/);
    assert.ok(isProcessAlive(pointer().pid));
  });

  it('cleans up after one that was killed outright', async (t) => {
    const killed = await startDemo(t);
    const { children, folder } = killed.pointer();
    await stopChild(killed.child, 'SIGKILL');
    assert.ok(existsSync(folder));
    const next = startNodeProgram(DEMO_PROGRAM, ['--port', '0'], { env: demoEnv(killed.home) });
    t.after(() => stopChild(next, 'SIGTERM'));
    await waitForLine(next, (line) => line.startsWith('curl '));
    assert.ok(!existsSync(folder));
    await waitUntil('the orphans are gone', () => !children.some(isProcessAlive));
    assert.equal(await stopChild(next, 'SIGTERM'), 0);
  });

  it('removes nothing that is no demo, whatever a pointer says', async (t) => {
    const home = scratchFolder();
    const precious = join(home, 'precious');
    mkdirSync(precious);
    const { pid } = spawnSync(process.execPath, ['--version']);
    const pointer = { pid, children: [process.pid], folder: precious, socket: 'x', url: 'x' };
    writeFileSync(join(home, '.garland-demo.json'), JSON.stringify(pointer));
    const next = startNodeProgram(DEMO_PROGRAM, ['--port', '0'], { env: demoEnv(home) });
    t.after(() => stopChild(next, 'SIGTERM'));
    await waitForLine(next, (line) => line.startsWith('curl '));
    assert.ok(existsSync(precious));
    assert.equal(await stopChild(next, 'SIGTERM'), 0);
  });

  for (const [index, name] of ['driver', 'gateway'].entries()) {
    it(`says so when the ${name} dies, and cleans up`, async (t) => {
      const { child, pointer, home } = await startDemo(t);
      const outcome = collectResult(child);
      process.kill(pointer().children[index] ?? 0, 'SIGKILL');
      const { code, stderr } = await outcome;
      assert.equal(code, 1);
      assert.match(stderr, new RegExp(`The ${name} ended \\(SIGKILL\\)`));
      assert.match(stderr, /"event":/);
      assert.deepEqual(readdirSync(home), []);
    });
  }

  it('names another port when the port is taken', async (t) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.after(() => server.close());
    const { port } = server.address() as { port: number };
    const home = scratchFolder();
    const { code, stderr } = await collectResult(
      startNodeProgram(DEMO_PROGRAM, ['--port', String(port)], { env: demoEnv(home) }),
    );
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`Port ${port} is in use[^]*--port`));
    assert.deepEqual(readdirSync(home), []);
  });

  it('explains that sockets need short names', async () => {
    const home = scratchFolder();
    const long = mkdtempSync(join(home, 'x'.repeat(90)));
    const env = { ...demoEnv(home), TMPDIR: long };
    const { code, stderr } = await collectResult(startNodeProgram(DEMO_PROGRAM, ['--port', '0'], { env }));
    assert.equal(code, 1);
    assert.match(stderr, /TMPDIR=\/tmp npm start/);
    assert.deepEqual(readdirSync(long), []);
  });

  it('lists its options', async () => {
    const { code, stdout } = await collectResult(startNodeProgram(DEMO_PROGRAM, ['--help']));
    assert.equal(code, 0);
    const [, description = ''] = stdout.split('\n\n');
    const whole = description.split('\n').slice(0, -1);
    assert.ok(
      whole.every((line) => line.length > 60 && line.length <= 80),
      'it is wrapped once',
    );
    for (const option of ['--port', '--pixels', '--no-preview', '--animation'])
      assert.ok(stdout.includes(option));
  });

  for (const args of [['--prot', '1'], ['--port', 'x'], ['--port', '65536'], ['--pixels', '0'], ['extra']]) {
    it(`refuses ${args.join(' ')}`, async () => {
      assert.equal((await collectResult(startNodeProgram(DEMO_PROGRAM, args))).code, 2);
    });
  }
});
