import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FakeTerminal } from '@garland/test-kit/fake-terminal';
import { Installation } from '@garland/test-kit/installation';
import { waitUntil } from '@garland/test-kit/support';
import { type CommandResult, runGarland, startGarland } from './run-garland.ts';
import { driverOfSuite } from './start-driver.ts';

const SIZE = { columns: 80, rows: 24 };

/** One redrawing of many cells, none of them bright. */
function brightestOf(frame: string): number {
  const lights = [...frame.matchAll(/8;2;(\d+);(\d+);(\d+)/g)].flatMap((rgb) => rgb.slice(1).map(Number));
  return lights.length > 100 ? Math.max(...lights) : Number.NaN;
}

const isBright = (frame: string): boolean => brightestOf(frame) >= 200;
const isDim = (frame: string): boolean => brightestOf(frame) < 200;

describe('garland watch', () => {
  const driver = driverOfSuite();
  const run = (...args: string[]): Promise<CommandResult> =>
    runGarland(['--socket', driver.localSocket, ...args]);

  it('prints a line for each change in a pipe, and ends with 0 on a signal', async () => {
    await run('play', 'snow');
    const watch = startGarland(['watch', '--socket', driver.localSocket]);
    await watch.stdout.waitFor(/^Snow · chosen on this machine/);
    await run('play', 'fire');
    await watch.stdout.waitFor(/^Fire · /m);
    watch.shutdown.abort();
    assert.equal((await watch.result).code, 0);
  });

  it('does not wait for a driver that was never there', async () => {
    assert.equal((await runGarland(['watch', '--socket', `${driver.folder}/none`])).code, 3);
  });

  it('waits for a driver that restarts, in a pipe and on a terminal', async (t) => {
    const installation = new Installation({ pixels: 20, crossfadeMs: 0, animation: 'twinkle' });
    t.after(() => installation.close());
    const first = await installation.startDriver();
    const socket = ['--socket', installation.localSocket];
    const pipe = startGarland(['watch', '--json', ...socket]);
    const terminal = startGarland(['watch', ...socket], { terminal: SIZE });
    const screen = new FakeTerminal(SIZE.columns, SIZE.rows);
    terminal.stdout.onText = (text) => screen.write(text);
    const frames = (from: number): string[] => terminal.stdout.text.slice(from).split('\x1b[?2026h');
    await pipe.stdout.waitFor(/"pixels":20\b.*\n/);
    await waitUntil('the tree is alight', () => frames(0).some(isBright));

    const before = terminal.stdout.text.length;
    await first.stop();
    await waitUntil('the notice', () => screen.text().includes('Lost the driver'));
    await waitUntil('the tree is dim', () => frames(before).some(isDim));
    installation.writeDriverConfig({ pixels: 30 });
    await installation.startDriver();
    await pipe.stdout.waitFor(/"pixels":30\b.*\n$/);
    await waitUntil('the tree is back', () => screen.text().includes('q or Ctrl-C quits'));

    pipe.shutdown.abort();
    for (const line of (await pipe.result).stdout.trim().split('\n')) JSON.parse(line);
    terminal.stdin.write('q');
    const { code, stdout } = await terminal.result;
    assert.equal(code, 0);
    assert.ok(stdout.endsWith('\x1b[?25h\x1b[?1049l'));
  });

  it('says at once that the window is too small', async () => {
    const size = { columns: 80, rows: 5 };
    const preview = startGarland(['preview', 'fire', '--seconds', '0.1'], { terminal: size });
    const screen = new FakeTerminal(size.columns, size.rows);
    let seen = '';
    preview.stdout.onText = (text) => {
      screen.write(text);
      seen += screen.text();
    };
    await preview.result;
    assert.ok(seen.includes('Make the window larger'));
  });

  it('prints no colours under NO_COLOR', async () => {
    const env = { NO_COLOR: '1' };
    const { stdout } = await runGarland(['preview', 'fire', '--seconds', '0.1'], { terminal: SIZE, env });
    assert.ok(stdout.includes('Fire'));
    assert.ok(!stdout.includes('8;2;') && !stdout.includes('▀'));
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
    [['preview', 'nope'], 5, /Available: .*\btwinkle\b/],
    [['preview', 'constructor'], 5, /Unknown animation/],
    [['preview', 'fire', '--palette', 'warm_whit'], 2, /Did you mean "warm_white"/],
    [['preview', 'fire', '--pixels', '0'], 2, /1 to 1000/],
    [['preview', 'fire', '--speed', 'fast'], 2, /not a valid speed/],
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
