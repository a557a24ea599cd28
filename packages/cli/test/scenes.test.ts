import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AnimationId, PlaybackState } from '@garland/protocol';
import { temporaryFolder } from '@garland/test-kit/support';
import {
  expiryText,
  formatStateLine,
  onVisibleChange,
  remainingExpiryText,
} from '../src/control/format-state.ts';
import { type CommandResult, runGarland } from './run-garland.ts';
import { driverOfSuite } from './start-driver.ts';

const SCENES = `
[scenes.cosy]
title = "Cosy evening"
animation = "candle"
brightness = 40
duration = "45m"
then = "off"
`;

describe('garland, with a scene', () => {
  const driver = driverOfSuite({ driverToml: SCENES });
  const run = (...args: string[]): Promise<CommandResult> =>
    runGarland(['--socket', driver.localSocket, ...args]);

  it('lists it with what it is', async () => {
    assert.match(
      (await run('list')).stdout,
      /^ {2}cosy +Cosy evening +Candle at 40 % brightness, for 45 minutes, then off\.$/m,
    );
    const entries: { id: string; kind: string }[] = JSON.parse((await run('list', '--json')).stdout);
    assert.deepEqual([entries.at(-1)?.id, entries.at(-1)?.kind], ['cosy', 'scene']);
  });

  it('plays it, and says until when and what follows', async () => {
    const { code, stdout } = await run('play', 'cosy');
    assert.equal(code, 0);
    assert.match(stdout, /^Playing cosy \(Cosy evening\) until (\S+ )?\d\d:\d\d:\d\d, then off\.\n$/);
    const state: PlaybackState = JSON.parse((await run('play', 'cosy', '--json')).stdout);
    assert.equal(Date.parse(state.until ?? '') - Date.parse(state.since), 45 * 60_000);
    assert.deepEqual([state.next, state.sceneBrightness], ['off', 40]);
  });

  it('shows in its status how much time is left', async () => {
    await run('play', 'cosy');
    const { stdout } = await run('status');
    assert.match(stdout, /^ {2}until +(\S+ )?\d\d:\d\d:\d\d \(in 45 minutes\), then off$/m);
    assert.match(stdout, /^ {2}brightness +40 % of 100 %$/m);
  });

  it('mentions no end if there is none', async () => {
    assert.match((await run('play', 'snow')).stdout, /^Playing snow \(Snow\)\.\n$/);
    assert.doesNotMatch((await run('status')).stdout, /until|%.*%/);
  });

  it('suggests it for a misspelt word', async () => {
    assert.match((await run('play', 'cosi')).stderr, /Did you mean "cosy"/);
  });

  it('makes a token for it, which takes a driver that knows it', async () => {
    const dir = temporaryFolder();
    await runGarland(['token', 'init', '--tree', 'home', '--dir', dir]);
    const create = ['token', 'create', 'phone', '--allow', 'off,cosy', '--dir', dir];
    const made = await run(...create, '--json');
    assert.deepEqual([made.code, JSON.parse(made.stdout).scope], [0, 'play:off play:cosy']);

    const alone = await runGarland([...create, '--socket', `${dir}/none.sock`]);
    assert.deepEqual([alone.code, alone.stdout], [5, '']);
    assert.match(
      alone.stderr,
      /^no driver at .*, so the scenes of this tree are unknown\.\n.*Unknown animation "cosy"/,
    );
    const builtIn = await runGarland([
      'token',
      'create',
      'x',
      '--allow',
      'off',
      '--dir',
      dir,
      '--socket',
      '/none',
    ]);
    assert.equal(builtIn.code, 0);
  });
});

const NOW = new Date(2025, 11, 24, 20, 0, 0);

const STATE: PlaybackState = {
  animation: 'cosy' as AnimationId,
  title: 'Cosy',
  since: NOW.toISOString(),
  chosenBy: 'remote',
  until: new Date(NOW.valueOf() + 45 * 60_000).toISOString(),
  next: 'off' as AnimationId,
  brightness: 80,
  sceneBrightness: 50,
  limited: false,
  estimatedMa: 500,
  budgetMa: 1000,
  pixels: 50,
  framesPerSecond: 60,
  output: 'simulator',
};

describe('the text of an expiry', () => {
  it('is the time of day, how far that is, and what follows', () => {
    assert.match(expiryText(STATE) ?? '', /^until 2025-12-24 20:45:00, then off$/);
    for (const [afterS, left] of [
      [0, '45 minutes'],
      [-45 * 60, '1 hour 30 minutes'],
      [-75 * 60, '2 hours'],
      [1, '45 minutes'],
      [44 * 60, '1 minute'],
      [45 * 60 - 20, '20 seconds'],
      [45 * 60, '0 seconds'],
      [99 * 60, '0 seconds'],
    ] as const)
      assert.match(
        remainingExpiryText(NOW.valueOf() + afterS * 1000, STATE) ?? '',
        new RegExp(`^2025-12-24 20:45:00 \\(in ${left}\\), then off$`),
      );
    const { until: _until, next: _next, ...stays } = STATE;
    assert.deepEqual([expiryText(stays), remainingExpiryText(0, stays)], [undefined, undefined]);
  });

  it('is part of the state line, and a new expiry prints a new line', () => {
    assert.match(
      formatStateLine(STATE),
      /^Cosy · until 2025-12-24 20:45:00, then off · chosen .* · 50 % of 80 % · /,
    );
    const lines: string[] = [];
    const report = onVisibleChange((_, line) => lines.push(line));
    report(STATE);
    report({ ...STATE, estimatedMa: 400 });
    report({ ...STATE, until: new Date(NOW.valueOf() + 50 * 60_000).toISOString() });
    assert.equal(lines.length, 2);
  });
});
