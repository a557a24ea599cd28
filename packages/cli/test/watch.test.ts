import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { before, describe, it, type TestContext } from 'node:test';
import { FakeTerminal } from '@garland/test-kit/fake-terminal';
import { runGarland } from './run-garland.ts';
import {
  GARLAND_PROGRAM,
  SKIP_WITHOUT_PTY,
  startDriver,
  startNodeProgram,
  startOnPseudoTerminal,
  suiteCleanup,
  type TestDriver,
  waitUntil,
} from './spawn-garland.ts';

function stopAfter(t: TestContext, child: ChildProcess): ChildProcess {
  t.after(() => child.kill('SIGKILL'));
  return child;
}

function heardFrom(child: ChildProcess): () => string {
  let heard = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  return () => heard;
}

/** One redrawing of many cells, none of them bright. */
function brightestOf(frame: string): number {
  const lights = [...frame.matchAll(/8;2;(\d+);(\d+);(\d+)/g)].flatMap((rgb) => rgb.slice(1).map(Number));
  return lights.length > 100 ? Math.max(...lights) : Number.NaN;
}

const isBright = (frame: string): boolean => brightestOf(frame) >= 200;
const isDim = (frame: string): boolean => brightestOf(frame) < 200;

describe('garland watch', () => {
  const cleaner = suiteCleanup();
  let driver: TestDriver;
  before(async () => {
    driver = await startDriver(cleaner);
  });
  const socket = (): string[] => ['--socket', driver.socket];

  it('writes a line for each change in a pipe, and ends with 0 on Ctrl-C', async (t) => {
    await runGarland(['play', 'snow', ...socket()]);
    const child = stopAfter(t, startNodeProgram(GARLAND_PROGRAM, ['watch', ...socket()]));
    const heard = heardFrom(child);
    await waitUntil('the first line', () => /^Snow · chosen on this machine/.test(heard()));
    await runGarland(['play', 'fire', ...socket()]);
    await waitUntil('the change', () => /^Fire · /m.test(heard()));
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0);
  });

  it('writes an object a line with --json, and waits for a driver that is restarted', async (t) => {
    const restarted = await startDriver(t);
    const child = stopAfter(
      t,
      startNodeProgram(GARLAND_PROGRAM, ['watch', '--json', '--socket', restarted.socket]),
    );
    const heard = heardFrom(child);
    await waitUntil('the first state', () => heard().includes('\n'));
    const before = heard().length;
    await restarted.stop();
    await restarted.start(30);
    await waitUntil('the state after the restart', () => heard().length > before);
    const states = heard()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual([states[0].pixels, states.at(-1).pixels], [20, 30]);
  });

  it('refuses to wait for a driver that was never there', async () => {
    assert.equal((await runGarland(['watch', '--socket', `${driver.folder}/none`])).code, 3);
  });

  const skip = SKIP_WITHOUT_PTY;

  it('draws the tree on a terminal and leaves the terminal as it was', { skip }, async (t) => {
    const child = stopAfter(t, startOnPseudoTerminal(GARLAND_PROGRAM, ['watch', ...socket()]));
    const heard = heardFrom(child);
    await waitUntil('the tree', () => heard().includes('▀') && heard().includes('mA'));
    assert.ok(heard().includes('\x1b[?1049h') && heard().includes('\x1b[?25l'));
    child.stdin?.write('\x03');
    await once(child, 'exit');
    const end = heard().slice(heard().lastIndexOf('\x1b[0m'));
    assert.ok(end.includes('\x1b[?25h') && end.includes('\x1b[?1049l'), JSON.stringify(end));
  });

  it('says on the terminal that the driver is away, and finds it again', { skip }, async (t) => {
    const restarted = await startDriver(t);
    const child = stopAfter(
      t,
      startOnPseudoTerminal(GARLAND_PROGRAM, ['watch', '--socket', restarted.socket]),
    );
    const screen = new FakeTerminal(80, 24);
    const heard = heardFrom(child);
    child.stdout?.on('data', (text: string) => screen.write(text));
    const frames = (from: number): string[] => heard().slice(from).split('\x1b[?2026h');
    await waitUntil('the tree, alight', () => frames(0).some(isBright));
    const before = heard().length;
    await restarted.stop();
    await waitUntil('the notice', () => screen.text().includes('went away'));
    await waitUntil('the dimmed tree', () => frames(before).some(isDim));
    await restarted.start();
    await waitUntil('the tree again', () => screen.text().includes('ends this'));
    child.stdin?.write('q');
    await once(child, 'exit');
  });

  it('says at once that the window is too small', { skip }, async (t) => {
    const args = ['preview', 'fire', '--seconds', '0.3'];
    const child = stopAfter(t, startOnPseudoTerminal(GARLAND_PROGRAM, args, {}, 'cols 80 rows 5'));
    const screen = new FakeTerminal(80, 5);
    let seen = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      screen.write(text);
      seen += screen.text();
    });
    await once(child, 'exit');
    assert.ok(seen.includes('Make the window larger'));
  });

  it('writes no escape sequence with a colour under NO_COLOR', { skip }, async (t) => {
    const child = stopAfter(
      t,
      startOnPseudoTerminal(GARLAND_PROGRAM, ['preview', 'fire', '--seconds', '0.3'], { NO_COLOR: '1' }),
    );
    const heard = heardFrom(child);
    await once(child, 'exit');
    assert.ok(heard().includes('Fire'));
    assert.ok(!heard().includes('8;2;') && !heard().includes('▀'));
  });
});

describe('garland preview', () => {
  it('prints a picture in a pipe', async () => {
    const { code, stdout } = await runGarland(['preview', 'twinkle', '--seconds', '2']);
    assert.equal(code, 0);
    const lines = stdout.trimEnd().split('\n');
    assert.equal(lines.length, 24);
    assert.ok(lines.every((line) => line.length <= 80));
    assert.ok(stdout.includes('Twinkle'));
  });

  it('gives frames in JSON, the same each time', async () => {
    const args = [
      'preview',
      'fire',
      '--json',
      '--pixels',
      '7',
      '--fps',
      '4',
      '--seconds',
      '1',
      '--speed',
      '2',
    ];
    const first = await runGarland(args);
    const frames = first.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      frames.map(({ timeS }) => timeS),
      [0, 0.25, 0.5, 0.75, 1],
    );
    assert.ok(frames.every(({ rgb }) => Buffer.from(rgb, 'base64').length === 21));
    assert.equal((await runGarland(args)).stdout, first.stdout);
  });

  const mistakes: readonly (readonly [string[], number, RegExp])[] = [
    [['preview', 'twinkel'], 5, /Did you mean "twinkle"/],
    [['preview', 'nope'], 5, /There are: .*\btwinkle\b/],
    [['preview', 'constructor'], 5, /no animation/],
    [['preview', 'fire', '--palette', 'warm_whit'], 2, /Did you mean "warm_white"/],
    [['preview', 'fire', '--pixels', '0'], 2, /1 to 1000/],
    [['preview', 'fire', '--speed', 'fast'], 2, /no speed/],
    [['preview', 'fire', '--fps', '1000'], 2, /1 to 120/],
  ];
  for (const [args, exitCode, message] of mistakes) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr } = await runGarland(args);
      assert.equal(code, exitCode);
      assert.match(stderr, message);
    });
  }
});
