import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { DriverConfig } from '@garland/driver-config';
import { CallError } from '@garland/protocol';
import { ConfigError } from '@garland/toml';
import { createReloadConfig } from '../src/config-reload.ts';
import { reloadOnSighup } from '../src/shutdown.ts';
import { expiresAfter, id, LIGHT, POWER, scenesOf } from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';

const CONFIG: DriverConfig = {
  strip: { pixels: 20, leave_out: [] },
  output: {
    kind: 'simulator',
    gpio: 18,
    chip: 'ws2812b',
    color_order: 'grb',
    frequency_khz: 800,
    invert: false,
  },
  light: LIGHT,
  power: POWER,
  scenes: new Map(),
  remote: { allow: ['off'] },
  paths: { runtime_dir: '/a', state_dir: '/b' },
};

function reloadKit(t: TestContext) {
  const kit = engineKit(t);
  kit.catalog.replaceAllowlist(CONFIG.remote.allow);
  let next: () => DriverConfig = () => CONFIG;
  const reload = createReloadConfig(
    CONFIG,
    () => next(),
    kit.catalog,
    kit.engine,
    kit.log.log,
    () => kit.clock.nowMs(),
  );
  const write = (config: DriverConfig | Error): void => {
    next = () => {
      if (config instanceof Error) throw config;
      return config;
    };
  };
  const remoteIds = (): string[] => kit.catalog.entries('remote').map((entry) => entry.id);
  return { ...kit, reload, write, remoteIds };
}

test('a configuration that says the same changes nothing', (t) => {
  const { reload, log } = reloadKit(t);
  assert.deepEqual(reload('local'), { changed: [] });
  assert.deepEqual(log.of('config_reloaded'), [
    { event: 'config_reloaded', requestedBy: 'local', changed: [] },
  ]);
});

test('the allowlist, the light and the power take effect at once, and the reply names what changed', (t) => {
  const { reload, write, remoteIds, engine, catalog } = reloadKit(t);
  write({
    ...CONFIG,
    remote: { allow: ['snow', 'fire'] },
    light: { ...LIGHT, brightness: 30, frames_per_second: 25 },
    power: { ...POWER, budget_ma: 700 },
  });
  assert.deepEqual(reload('signal'), {
    changed: ['light.brightness', 'light.frames_per_second', 'power.budget_ma', 'remote.allow'],
  });
  assert.deepEqual(remoteIds(), ['fire', 'snow']);
  assert.equal(catalog.findAllowed('remote', id('off')), undefined);
  const { brightness, framesPerSecond, budgetMa } = engine.state();
  assert.deepEqual([brightness, framesPerSecond, budgetMa], [30, 25, 700]);
  assert.deepEqual(reload('signal'), { changed: [] });
});

test('connections can reload five times at once and then every other second; SIGHUP has no limit', (t) => {
  const { reload, clock } = reloadKit(t);
  const refused = (): boolean => {
    try {
      reload('local');
      return false;
    } catch (error) {
      assert.ok(error instanceof CallError && error.code === 'io.garland.Driver.RateLimited', String(error));
      return true;
    }
  };
  assert.deepEqual(
    Array.from({ length: 8 }, () => refused()),
    [false, false, false, false, false, true, true, true],
  );
  for (let i = 0; i < 20; i++) reload('signal');
  clock.advance(2_000);
  assert.deepEqual([refused(), refused()], [false, true]);
});

test('a scene can be played from the reload on that defines it, and by whom the allowlist says', (t) => {
  const { play, reload, write, remoteIds, engine, catalog } = reloadKit(t);
  const scenes = scenesOf({ cosy: expiresAfter(60, 'late'), late: {} });
  write({ ...CONFIG, scenes, remote: { allow: ['off', 'cosy'] } });
  assert.deepEqual(reload('local'), { changed: ['scenes.cosy', 'scenes.late', 'remote.allow'] });
  assert.deepEqual(remoteIds(), ['off', 'cosy']);
  assert.equal(catalog.findAllowed('local', id('late'))?.kind, 'scene');
  assert.equal(play('cosy', 'remote').next, 'late');

  write(CONFIG);
  assert.deepEqual(reload('local'), { changed: ['scenes.cosy', 'scenes.late', 'remote.allow'] });
  assert.equal(catalog.get(id('cosy')), undefined);
  assert.equal(engine.state().animation, 'warm_white');
});

test('one change that needs a restart keeps all others out', (t) => {
  const { reload, write, remoteIds, engine, log } = reloadKit(t);
  const before = engine.state();
  write({
    ...CONFIG,
    remote: { allow: ['snow'] },
    power: { ...POWER, budget_ma: 700 },
    strip: { ...CONFIG.strip, pixels: 30 },
  });
  assert.throws(
    () => reload('local'),
    new CallError('io.garland.Driver.RestartRequired', { keys: ['strip.pixels'] }),
  );
  assert.deepEqual(remoteIds(), ['off']);
  assert.deepEqual(engine.state(), before);
  assert.deepEqual(log.of('config_reload_rejected'), [
    { event: 'config_reload_rejected', requestedBy: 'local', restartRequired: ['strip.pixels'] },
  ]);
  assert.equal(log.of('config_reloaded').length, 0);

  write({ ...CONFIG, remote: { allow: ['snow'] } });
  assert.deepEqual(reload('local'), { changed: ['remote.allow'] });
});

test('a file with mistakes changes nothing, and the reply names them', (t) => {
  const { reload, write, remoteIds, engine, log } = reloadKit(t);
  const before = engine.state();
  write(
    new ConfigError('/x.toml', [
      { code: 'unknown_key', line: 3, key: 'strip.pixel', message: 'unknown key' },
    ]),
  );
  const problems = ['/x.toml:3: strip.pixel: unknown key'];
  assert.throws(() => reload('local'), new CallError('io.garland.Driver.InvalidConfiguration', { problems }));
  assert.deepEqual(remoteIds(), ['off']);
  assert.deepEqual(engine.state(), before);
  assert.deepEqual(log.of('config_reload_rejected'), [
    { event: 'config_reload_rejected', requestedBy: 'local', problems },
  ]);
});

test('however many and long the mistakes, the reply to them stays small', (t) => {
  const { reload, write } = reloadKit(t);
  const problem = { code: 'unknown_key', line: 1, key: 'k'.repeat(100_000), message: 'unknown key' } as const;
  write(
    new ConfigError(
      '/x.toml',
      Array.from({ length: 1_000 }, () => problem),
    ),
  );
  assert.throws(
    () => reload('local'),
    (error: CallError) => JSON.stringify(error.parameters).length < 30_000,
  );
});

test('a fault that is not the file’s is not taken for one', (t) => {
  const { reload, write } = reloadKit(t);
  write(new TypeError('a bug'));
  assert.throws(() => reload('local'), TypeError);
});

test('on SIGHUP a rejected configuration is not fatal, and any other error is', (t) => {
  const errors = [
    new CallError('io.garland.Driver.RestartRequired', { keys: ['strip.pixels'] }),
    new TypeError('a bug'),
  ];
  reloadOnSighup(() => {
    throw errors.shift();
  });
  t.after(() => process.removeAllListeners('SIGHUP'));
  process.emit('SIGHUP');
  assert.throws(() => process.emit('SIGHUP'), TypeError);
});
