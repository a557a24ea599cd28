import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { GifReader } from 'omggif';
import { runGarland, startGarland } from './run-garland.ts';

const SMALL = ['--size', '50x70', '--pixels', '20'];
const film = (file: string, ...more: readonly string[]) => [
  'preview',
  'rainbow',
  '--gif',
  file,
  ...SMALL,
  ...more,
];

describe('garland preview --gif', { concurrency: 4 }, () => {
  it('films a loop into a file, and says what it made', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'rainbow.gif');
    const { code, stdout, stderr } = await runGarland(film(file, '--seconds', '2', '--fps', '10'));
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /rainbow\.gif: 50 × 70, 20 frames in 2 s, \d+ KiB\n$/);
    const reader = new GifReader(readFileSync(file));
    assert.deepEqual([reader.width, reader.height, reader.numFrames()], [50, 70, 20]);
    assert.equal(reader.frameInfo(0).delay, 10);
    assert.deepEqual(readdirSync(folder), ['rainbow.gif']);
  });

  it('answers in JSON', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    const { stdout } = await runGarland(['--json', ...film(file, '--seconds', '1')]);
    const { bytes, ...facts } = JSON.parse(stdout);
    assert.deepEqual(facts, { file, width: 50, height: 70, frames: 13, seconds: 1.04 });
    assert.equal(bytes, readFileSync(file).length);
  });

  it('writes to standard output what it writes to a file', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    await runGarland(film(file, '--seconds', '1'));
    const { result, stdout } = startGarland(film('-', '--seconds', '1'));
    assert.equal((await result).code, 0);
    assert.deepEqual(stdout.bytes, readFileSync(file));
  });

  it('films other colours and another speed', async () => {
    const folder = temporaryFolder();
    const [plain, gold, slow] = ['plain', 'gold', 'slow'].map((name) => join(folder, `${name}.gif`)) as [
      string,
      string,
      string,
    ];
    await runGarland(film(plain, '--seconds', '1'));
    await runGarland(film(gold, '--seconds', '1', '--palette', 'gold'));
    await runGarland(film(slow, '--seconds', '1', '--speed', '0.1'));
    assert.notDeepEqual(readFileSync(plain), readFileSync(gold));
    assert.notDeepEqual(readFileSync(plain), readFileSync(slow));
  });

  it('makes one frame of a still picture', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    const { stdout } = await runGarland(['preview', 'warm_white', '--gif', file, ...SMALL]);
    assert.match(stdout, /a still picture/);
    assert.equal(new GifReader(readFileSync(file)).numFrames(), 1);
  });

  it('treats a dangling link as a file, too', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    symlinkSync('/nowhere/a.gif', file);
    const { code, stderr } = await runGarland(film(file, '--seconds', '1'));
    assert.deepEqual([code, readlinkSync(file)], [1, '/nowhere/a.gif']);
    assert.match(stderr, /already exists/);
  });

  it('replaces a file only with --force', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    writeFileSync(file, 'mine');
    const refused = await runGarland(film(file, '--seconds', '1'));
    assert.deepEqual([refused.code, refused.stdout], [1, '']);
    assert.match(refused.stderr, /a\.gif already exists\.\n.*--force/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
    assert.equal((await runGarland(film(file, '--seconds', '1', '--force'))).code, 0);
    assert.ok(readFileSync(file).length > 100);
  });

  it('shows progress on a terminal, and leaves only the answer there', async () => {
    const file = join(temporaryFolder(), 'a.gif');
    const terminal = { columns: 80, rows: 24 };
    const { code, stdout, stderr } = await runGarland(film(file, '--seconds', '1'), { terminal });
    assert.equal(code, 0);
    assert.ok(stderr.includes('\r\x1b[KFrame 13 of 13'));
    assert.ok(stderr.endsWith('\r\x1b[K'));
    assert.match(stdout, /^\/.*a\.gif: 50 × 70/);
  });

  it('is not printed to a terminal', async () => {
    const { code, stdout, stderr } = await runGarland(film('-'), { terminal: { columns: 80, rows: 24 } });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /A terminal cannot show a GIF/);
  });
});

describe('a GIF that cannot be made', { concurrency: 4 }, () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.gif'));
  const refusals: readonly (readonly [string[], number, RegExp])[] = [
    [film(join(folder, 'a.png')), 2, /must end in "\.gif"/],
    [['preview', 'rainbow', '--gif', '--force'], 2, /must end in "\.gif"/],
    [film(join(folder, 'no/such/a.gif')), 1, /The folder .*no\/such does not exist/],
    [film(join(folder, 'folder.gif')), 1, /is a folder/],
    [film(join(folder, 'a.gif'), '--size', '50'), 2, /"50" is not a valid size: .*300x420/],
    [film(join(folder, 'a.gif'), '--size', '39x70'), 2, /"39" is not a valid width: .*40 to 640/],
    [film(join(folder, 'a.gif'), '--size', '50x641'), 2, /"641" is not a valid height/],
    [film(join(folder, 'a.gif'), '--seconds', '0.5'), 2, /1 to 30/],
    [film(join(folder, 'a.gif'), '--seconds', '31'), 2, /1 to 30/],
    [film(join(folder, 'a.gif'), '--fps', '51'), 2, /1 to 50/],
    [['--json', ...film('-')], 2, /cannot share standard output/],
    [['preview', 'rainbow', '--size', '50x70'], 2, /need --gif/],
    [['preview', 'rainbow', '--force'], 2, /need --gif/],
    [['preview', 'rainbwo', '--gif', join(folder, 'a.gif')], 5, /Did you mean "rainbow"/],
  ];
  for (const [args, exitCode, words] of refusals) {
    it(`is refused with exit code ${exitCode}: ${words.source}`, async () => {
      const { code, stdout, stderr } = await runGarland(args);
      assert.deepEqual([code, stdout], [exitCode, '']);
      assert.match(stderr, words);
      assert.deepEqual(readdirSync(folder), ['folder.gif']);
    });
  }

  it('is refused before any work without permission to write', {
    skip: process.getuid?.() === 0 && 'runs as root',
  }, async () => {
    const locked = temporaryFolder();
    chmodSync(locked, 0o500);
    const { code, stderr } = await runGarland(film(join(locked, 'a.gif')));
    assert.equal(code, 4);
    assert.match(stderr, /You may not open/);
  });
});
