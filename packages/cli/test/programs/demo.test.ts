import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connectToDriver } from '@garland/protocol/client';
import { ROOT } from '@garland/test-kit/programs';
import { temporaryFolder, waitUntil } from '@garland/test-kit/support';
import { TestProcess } from '@garland/test-kit/test-process';
import type { DemoLockfile } from '../../src/demo/demo-lockfile.ts';
import { findFreePort } from '../../src/demo/find-free-port.ts';
import { isProcessAlive } from '../../src/system/is-process-alive.ts';
import { runGarland } from '../run-garland.ts';
import { SKIP_WITHOUT_PTY, startOnPseudoTerminal } from './spawn-garland.ts';

const DEMO_PROGRAM = join(ROOT, 'packages/cli/dist/src/demo/demo-main.js');
const CURL_LINE = /^curl .*$/m;
const HAS_CURL = spawnSync('curl', ['--version']).status === 0;

/** A demo that shares nothing with any other: its lockfile and its folder are in `home`. */
interface TestDemo {
  readonly home: string;
  readonly demo: TestProcess;
  readonly curl: string;
  lockfile(): DemoLockfile;
}

function demoEnv(home: string): Record<string, string> {
  return { GARLAND_DEMO_LOCKFILE_DIR: home, TMPDIR: home };
}

function spawnDemo(t: TestContext, home: string, ...args: readonly string[]): TestProcess {
  const env = demoEnv(home);
  const demo = new TestProcess([process.execPath, DEMO_PROGRAM, '--port', '0', ...args], { env, cwd: home });
  t.after(() => demo.stop('SIGTERM'));
  return demo;
}

async function startDemo(t: TestContext, ...args: string[]): Promise<TestDemo> {
  const home = temporaryFolder();
  const demo = spawnDemo(t, home, ...args);
  const path = join(home, '.garland-demo.json');
  const lockfile = (): DemoLockfile => JSON.parse(readFileSync(path, 'utf8'));
  await demo.output(CURL_LINE);
  const [curl = ''] = CURL_LINE.exec(demo.stdout) ?? [];
  return { home, demo, curl, lockfile };
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

async function leavesNothingBehind(
  { demo, lockfile, home }: Pick<TestDemo, 'demo' | 'lockfile' | 'home'>,
  signal: NodeJS.Signals,
): Promise<void> {
  const { children } = lockfile();
  assert.equal(children.length, 2);
  assert.equal(await demo.stop(signal), 0);
  assert.deepEqual(readdirSync(home), []);
  assert.deepEqual(children.filter(isProcessAlive), []);
}

describe('npm start', { concurrency: 3 }, () => {
  it('lights the tree; the pasted line changes its pixels; a second demo refuses to start', async (t) => {
    const { curl, lockfile, home, demo } = await startDemo(t, '--animation', 'off', '--pixels', '60');
    const { socket, folder } = lockfile();
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

    await runGarland(['play', 'snow'], { workingDirectory: home });
    await demo.output(/^Snow · chosen on this machine \(local\)/m);

    const second = spawnDemo(t, home);
    assert.equal(await second.exited, 1);
    assert.match(second.stderr, /already/);
    await leavesNothingBehind({ demo, lockfile, home }, 'SIGINT');
  });

  for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
    it(`leaves nothing behind after ${signal}`, async (t) => {
      await leavesNothingBehind(await startDemo(t), signal);
    });
  }

  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    it(`ends with the npm that started it, after ${signal}, and frees its folder and its port`, async (t) => {
      const home = temporaryFolder();
      const start = `"${process.execPath}" "${DEMO_PROGRAM}" --port 0`;
      writeFileSync(join(home, 'package.json'), JSON.stringify({ scripts: { start } }));
      const npm = new TestProcess(['npm', 'start'], { env: demoEnv(home), cwd: home });
      await npm.output(CURL_LINE);
      const { pid, children, folder, url }: DemoLockfile = JSON.parse(
        readFileSync(join(home, '.garland-demo.json'), 'utf8'),
      );
      t.after(() => isProcessAlive(pid) && process.kill(pid));
      await npm.stop(signal);
      await waitUntil('its processes end', () => ![pid, ...children].some(isProcessAlive));
      assert.ok(!existsSync(folder));
      assert.ok(!existsSync(join(home, '.garland-demo.json')));
      assert.equal(await findFreePort(Number(new URL(url).port)), Number(new URL(url).port));
    });
  }

  it('draws on a terminal under the line to paste, and Ctrl-C gives the terminal back', {
    skip: SKIP_WITHOUT_PTY,
  }, async (t) => {
    const home = temporaryFolder();
    const child = startOnPseudoTerminal(DEMO_PROGRAM, ['--port', '0'], demoEnv(home));
    t.after(() => child.kill('SIGKILL'));
    await waitUntil('the tree', () => child.heard().includes('▀'));
    const start = child.heard();
    assert.match(start.slice(0, start.indexOf('▀')), /^curl -X POST .*\/fire\r?$/m);
    assert.ok(!start.includes('\x1b[?1049h') && !start.includes('\x1b[2J'), 'the scrollback stays');
    child.stdin?.write('\x03');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
    const heard = child.heard();
    const last = heard.slice(heard.lastIndexOf('\x1b[?25h'));
    assert.match(last, /\?25h\s+The demo has ended\.\s+$/, 'the cursor shows');
    assert.ok(heard.lastIndexOf('another terminal') < heard.lastIndexOf('\x1b[?2026h'), 'no hint stays');
    assert.deepEqual(readdirSync(home), []);
  });

  it('cleans up after one that was killed outright', async (t) => {
    const killed = await startDemo(t);
    const { children, folder } = killed.lockfile();
    await killed.demo.stop('SIGKILL');
    assert.ok(existsSync(folder));
    const next = spawnDemo(t, killed.home);
    await next.output(CURL_LINE);
    assert.ok(!existsSync(folder));
    await waitUntil('the orphans are gone', () => !children.some(isProcessAlive));
    assert.equal(await next.stop('SIGTERM'), 0);
  });

  for (const [index, name] of ['driver', 'gateway'].entries()) {
    it(`says so when the ${name} dies, and cleans up`, async (t) => {
      const { demo, lockfile, home } = await startDemo(t);
      process.kill(lockfile().children[index] ?? 0, 'SIGKILL');
      assert.equal(await demo.exited, 1);
      assert.match(demo.stderr, new RegExp(`The ${name} ended \\(SIGKILL\\)`));
      assert.match(demo.stderr, /"event":/);
      assert.deepEqual(readdirSync(home), []);
    });
  }
});
