import assert from 'node:assert/strict';
import { chownSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { garlandCommandHint } from '../src/command-line/command-hint.ts';
import { configuredEntries } from '../src/control/configured-entries.ts';
import { type CommandResult, runGarland } from './run-garland.ts';
import { driverOfSuite, startDriver } from './start-driver.ts';

/** What a demo in that folder leaves for the other commands to find. */
const lockfileFor = (folder: string, socket: string): string =>
  JSON.stringify({ pid: process.pid, children: [], folder, socket, url: 'http://127.0.0.1:1' });

describe('garland, against the real driver', () => {
  const driver = driverOfSuite();
  const run = (...args: string[]): Promise<CommandResult> =>
    runGarland(['--socket', driver.localSocket, ...args]);

  it('lists what can be played, in lines and in JSON', async () => {
    const text = await run('list');
    assert.equal(text.code, 0);
    assert.match(text.stdout, /^\s*candy_cane +Candy cane +\S/m);
    const json = await run('list', '--json');
    const entries: { id: string }[] = JSON.parse(json.stdout);
    assert.ok(entries.some(({ id }) => id === 'fire'));
  });

  it('plays, and status shows what, since when and by whom', async () => {
    const played = await run('play', 'fire');
    assert.deepEqual([played.code, played.stderr], [0, '']);
    assert.match(played.stdout, /Playing fire/);
    const { stdout } = await run('status');
    assert.match(stdout, /^Fire \(fire\)$/m);
    assert.match(stdout, /chosen +on this machine/);
    const state = JSON.parse((await run('status', '--json')).stdout);
    assert.equal(state.animation, 'fire');
    assert.equal(state.chosenBy, 'local');
  });

  it('lists what could be played if no driver runs, unless the driver is named', async () => {
    const workingDirectory = temporaryFolder();
    const text = await runGarland(['list'], { workingDirectory });
    assert.equal(text.code, 0);
    assert.match(text.stdout, /^ {2}candy_cane +Candy cane +\S/m);
    assert.match(
      text.stderr,
      /^No tree is running: no driver at \S+ \(\w+\)\. This is what it could play:\n$/,
    );
    const listed = JSON.parse((await runGarland(['list', '--json'], { workingDirectory })).stdout);
    assert.deepEqual(listed, JSON.parse((await run('list', '--json')).stdout));
    const none = join(workingDirectory, 'none');
    assert.equal((await runGarland(['list', '--socket', none])).code, 3);
    assert.equal((await runGarland(['list'], { env: { GARLAND_SOCKET: none } })).code, 3);
  });

  it('lists the scenes of the configuration without a driver, too', () => {
    const config = join(temporaryFolder(), 'driver.toml');
    const scene = '[scenes.cosy]\nanimation = "candle"\ntitle = "Cosy evening"\n';
    writeFileSync(config, `[strip]\npixels = 9\n[output]\nkind = "simulator"\n${scene}`);
    const last = configuredEntries({}, config).at(-1);
    assert.deepEqual([last?.id, last?.title, last?.kind], ['cosy', 'Cosy evening', 'scene']);
    writeFileSync(config, 'nonsense');
    assert.ok(configuredEntries({}, config).every(({ kind }) => kind === 'animation'));
  });

  it('marks the current animation in the list', async () => {
    await run('play', 'snow');
    assert.match((await run('list')).stdout, /^\* snow /m);
  });

  it('switches off', async () => {
    const { code, stdout } = await run('off', '--json');
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).animation, 'off');
  });

  it('sets the brightness, with or without a percent sign', async () => {
    assert.match((await run('brightness', '40')).stdout, /40 %/);
    assert.equal(JSON.parse((await run('--json', 'brightness', '55%')).stdout).brightness, 55);
  });

  it('reloads', async () => {
    const { code, stdout } = await run('reload', '--json');
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout), { changed: [] });
  });

  for (const percent of ['101', '-1', 'bright', '1e1', '', '5.5']) {
    it(`refuses the brightness ${JSON.stringify(percent)}`, async () => {
      const { code, stdout, stderr } = await run('brightness', '--', percent);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /whole number from 0 to 100/);
    });
  }

  for (const [id, meant] of [
    ['twinkel', 'twinkle'],
    ['Candy-Cane', 'candy_cane'],
  ] as const) {
    it(`suggests ${meant} for ${id}`, async () => {
      const { code, stderr } = await run('play', id);
      assert.equal(code, 5);
      assert.match(stderr, new RegExp(`Did you mean "${meant}"`));
      assert.match(stderr, /garland list/);
    });
  }

  it('takes the socket from the environment', async () => {
    const { code } = await runGarland(['status'], { env: { GARLAND_SOCKET: driver.localSocket } });
    assert.equal(code, 0);
  });

  it('finds the demo of the current folder', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, '.garland-demo.json'), lockfileFor(folder, driver.localSocket));
    assert.equal((await runGarland(['status'], { workingDirectory: folder })).code, 0);
  });

  it('follows no link to a demo, which another user could redirect', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'elsewhere'), lockfileFor(folder, driver.localSocket));
    symlinkSync(join(folder, 'elsewhere'), join(folder, '.garland-demo.json'));
    assert.notEqual((await runGarland(['status'], { workingDirectory: folder })).code, 0);
  });

  it('says whose demo it ignores', async (t) => {
    if (process.getuid?.() !== 0) return t.skip('only root can make a file of another user');
    const folder = temporaryFolder();
    const { localSocket: socket } = await startDriver(t);
    writeFileSync(join(folder, '.garland-demo.json'), lockfileFor(folder, socket));
    assert.equal((await runGarland(['status'], { workingDirectory: folder })).code, 0);
    chownSync(join(folder, '.garland-demo.json'), 65_534, 65_534);
    const { code, stderr } = await runGarland(['status'], { workingDirectory: folder });
    assert.notEqual(code, 0);
    assert.match(stderr, /^Ignoring the demo of user \w+ running here, because you are another user\.\n/);
    const silent = await runGarland(['preview', 'off'], { workingDirectory: folder });
    assert.equal(silent.stderr, '');
  });
});

describe('garland, without a driver', () => {
  it('says so and what to do, with exit code 3', async () => {
    const { code, stdout, stderr } = await runGarland([
      'status',
      '--socket',
      join(temporaryFolder(), 'none.sock'),
    ]);
    assert.deepEqual([code, stdout], [3, '']);
    assert.match(stderr, /systemctl status garland-driver/);
  });

  it('says it in JSON too, on standard error', async () => {
    const socket = join(temporaryFolder(), 'none.sock');
    const { stdout, stderr } = await runGarland(['play', 'fire', '--json', '--socket', socket]);
    assert.equal(stdout, '');
    const error = JSON.parse(stderr);
    assert.equal(error.error, 'driver_unreachable');
    assert.equal(error.exitCode, 3);
  });

  it('prefers the option over the environment', async () => {
    const folder = temporaryFolder();
    const { stderr } = await runGarland(['status', '--socket', join(folder, 'a')], {
      env: { GARLAND_SOCKET: join(folder, 'b') },
    });
    assert.match(stderr, new RegExp(join(folder, 'a')));
  });
});

describe('the command line', { concurrency: 4 }, () => {
  const mistakes: readonly (readonly [string[], RegExp])[] = [
    [['plya', 'fire'], /Did you mean play/],
    [['play'], /missing required argument/],
    [['play', 'fire', 'snow'], /too many arguments/],
    [['status', '--jsno'], /Did you mean --json/],
    [['token', 'init'], /--tree/],
    [['token', 'nonsense'], /unknown command[\s\S]*garland token --help/],
    [['play'], /garland play --help/],
    [['token', 'revoke'], /garland token revoke --help/],
    [['help', 'nope'], /unknown command 'nope'\n.*garland --help/],
    [['help', 'plya'], /Did you mean play/],
    [['token', 'help', 'nope'], /unknown command 'nope'\n.*garland token --help/],
  ];
  for (const [args, message] of mistakes) {
    it(`refuses "garland ${args.join(' ')}"`, async () => {
      const { code, stdout, stderr } = await runGarland(args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  it('shows its help without a command, as a usage error', async () => {
    const { code, stderr } = await runGarland([]);
    assert.equal(code, 2);
    assert.match(stderr, /Usage: garland/);
  });

  for (const args of [
    ['help', 'play'],
    ['play', '--help'],
    ['help', 'token', 'create'],
    ['token', 'help', 'create'],
  ]) {
    it(`explains "garland ${args.join(' ')}"`, async () => {
      const { code, stdout, stderr } = await runGarland(args);
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /Usage: garland (play|token create) /);
    });
  }

  it('says which version it is', async () => {
    const { code, stdout } = await runGarland(['--version']);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('suggests commands as they work where it was started', async () => {
    const typed = await runGarland(['play']);
    assert.ok(typed.stderr.includes('  See:  garland play --help'));
    assert.equal(garlandCommandHint('play', {}), 'garland play');
    for (const env of [{ npm_lifecycle_event: 'x' }, { npm_execpath: 'x' }, { npm_command: 'exec' }])
      assert.equal(garlandCommandHint('play', env), 'npx garland play');
  });

  it('documents its exit codes in its help', async () => {
    const { code, stdout } = await runGarland(['--help']);
    assert.equal(code, 0);
    for (const exitCode of [0, 1, 2, 3, 4, 5, 6])
      assert.match(stdout, new RegExp(`^  ${exitCode}  \\S`, 'm'));
  });
});
