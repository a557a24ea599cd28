import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { PALETTES, type Palette } from '@garland/animations';
import type { Scene } from '@garland/driver-config';
import { DRIVER_INTERFACE, driverDescription } from '@garland/protocol';
import { Catalog } from '../src/catalog.ts';
import { describeInterfaces } from '../src/interface-descriptions.ts';
import {
  expiresAfter,
  FULL,
  id,
  LIGHT,
  POWER,
  replaceAnimation,
  scenesOf,
  solidAnimation,
} from './driver-fixtures.ts';
import { engineKit } from './engine-kit.ts';

/** `fire` records the palettes that it is prepared with and the times that it paints. */
function recordingFire(t: TestContext): { readonly palettes: Palette[]; readonly timesS: number[] } {
  const palettes: Palette[] = [];
  const timesS: number[] = [];
  replaceAnimation(t, 'fire', {
    speed: 2,
    isStill: false,
    prepare: ({ palette }) => {
      palettes.push(palette);
      return (timeS) => void timesS.push(timeS);
    },
  });
  return { palettes, timesS };
}

test('a scene plays its animation in its own colours and at its own speed', (t) => {
  const { palettes, timesS } = recordingFire(t);
  const { play, engine, clock } = engineKit(t, {
    scenes: { slow: { animation: 'fire', palette: 'gold', speed: 0.25 }, plain: { animation: 'fire' } },
  });
  play('slow');
  clock.advance(10_000);
  assert.deepEqual(palettes, [PALETTES.gold]);
  // Ten seconds, at the animation's own double speed, a quarter of it; the last frame can be a little older.
  assert.ok(Math.abs(timesS.at(-1)! - 5) < 0.05, `${timesS.at(-1)}`);
  assert.equal(engine.state().title, 'slow');

  timesS.length = 0;
  play('plain');
  clock.advance(10_000);
  assert.deepEqual(palettes, [PALETTES.gold, PALETTES.embers]);
  assert.ok(Math.abs(timesS.at(-1)! - 20) < 0.05, `${timesS.at(-1)}`);
});

test('a scene takes its share of the brightness that is set for the tree, whenever that is set', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(FULL, FULL, FULL));
  const { setBrightness, engine, clock, simulator, play } = engineKit(t, {
    light: { gamma: 1 },
    scenes: { dim: { brightness: 20 } },
  });
  const level = (): number => (simulator.shown[0]! & 255) / 255;
  const settle = (): number => {
    clock.advance(3_000);
    return Math.round(level() * 100);
  };
  play('dim', 'remote');
  assert.equal(settle(), 20);
  setBrightness(50);
  assert.equal(settle(), 10);
  const { brightness, sceneBrightness } = engine.state();
  assert.deepEqual([brightness, sceneBrightness], [50, 20]);
  play('warm_white');
  assert.equal(settle(), 50);
  assert.equal('sceneBrightness' in engine.state(), false);
});

test('a scene is listed after the animations, with a sentence that describes it', () => {
  const scenes = scenesOf({
    late: {
      title: 'Late',
      animation: 'candle',
      palette: 'gold',
      speed: 0.5,
      brightness: 40,
      ...expiresAfter(5400, 'off'),
    },
    cosy: { title: 'Cosy', animation: 'fire' },
    bell: { title: 'Bell', animation: 'star', ...expiresAfter(20, 'previous') },
  });
  const entries = new Catalog(['off', 'late'], scenes).entries('local');
  assert.deepEqual(
    entries.slice(-3).map(({ id, title, kind, description }) => [id, title, kind, description]),
    [
      [
        'late',
        'Late',
        'scene',
        'Candle in Gold at 0.5 times its speed at 40 % brightness, for 1 hour 30 minutes, then off.',
      ],
      ['cosy', 'Cosy', 'scene', 'Fire.'],
      ['bell', 'Bell', 'scene', 'Star, for 20 seconds, then what showed before.'],
    ],
  );
  assert.ok(entries.slice(0, -3).every(({ kind }) => kind === 'animation'));
});

test('a socket’s interface description names the scenes of its role, also after a reload', () => {
  const catalog = new Catalog(['off', 'cosy'], scenesOf({ cosy: {}, private: {} }));
  const describe = describeInterfaces(catalog).get(DRIVER_INTERFACE)!;
  assert.equal(describe('remote'), driverDescription('remote', [id('off'), id('cosy')]));
  assert.match(describe('local'), /\n {2}cosy,\n {2}private\n/);
  assert.equal(catalog.findAllowed('remote', id('private')), undefined);
  assert.equal(catalog.findAllowed('local', id('private'))?.kind, 'scene');

  catalog.replaceScenes(scenesOf({ late: {} }));
  catalog.replaceAllowlist(['off', 'late']);
  assert.equal(describe('remote'), driverDescription('remote', [id('off'), id('late')]));
  assert.equal(catalog.findAllowed('local', id('cosy')), undefined);
});

test('a broken animation breaks its scenes too, and they give way to the configured light', (t) => {
  replaceAnimation(t, 'fire', {
    prepare: () => {
      throw new Error('no');
    },
  });
  const { play, engine, clock, log } = engineKit(t, {
    scenes: { cosy: { animation: 'fire', ...expiresAfter(60, 'snow') } },
  });
  play('cosy');
  clock.advance(1_000);
  assert.equal(engine.state().animation, 'warm_white');
  assert.equal(log.of('animation_failed')[0]?.id, 'cosy');
  clock.advance(120_000);
  assert.equal(engine.state().animation, 'warm_white');
});

test('if the configured light is a scene of that animation, the tree goes dark', (t) => {
  replaceAnimation(t, 'fire', {
    prepare: () => {
      throw new Error('no');
    },
  });
  const { play, engine, clock } = engineKit(t, {
    light: { animation: 'cosy' },
    scenes: { cosy: { animation: 'fire' } },
  });
  play('fire');
  clock.advance(1_000);
  assert.equal(engine.state().animation, 'off');
});

/** A tree on which `cosy` plays, and what gives it new scenes as a reload does. */
function playingCosy(t: TestContext, cosy: Partial<Scene>) {
  const kit = engineKit(t, { scenes: { cosy } });
  kit.engine.start();
  kit.play('snow');
  kit.play('cosy', 'remote');
  kit.clock.advance(3_000);
  const reload = (scenes: Readonly<Record<string, Partial<Scene>>>): void => {
    kit.catalog.replaceScenes(scenesOf(scenes));
    kit.engine.configure(LIGHT, POWER);
  };
  return { ...kit, reload };
}

test('a scene that is changed while it plays changes what shows', (t) => {
  replaceAnimation(t, 'fire', solidAnimation(FULL, 0, 0));
  replaceAnimation(t, 'ocean', solidAnimation(0, 0, FULL));
  const { engine, clock, simulator, reload } = playingCosy(t, { animation: 'fire' });
  assert.equal(simulator.shown[0], 0xff0000);
  reload({ cosy: { animation: 'ocean', title: 'Cool' } });
  clock.advance(3_000);
  assert.equal(simulator.shown[0], 0x0000ff);
  assert.deepEqual([engine.state().animation, engine.state().title], ['cosy', 'Cool']);
  reload({ cosy: { animation: 'ocean', brightness: 50 } });
  clock.advance(3_000);
  assert.ok((simulator.shown[0]! & 255) < 100);
});

test('a scene that stays as it was plays on undisturbed', (t) => {
  const { palettes } = recordingFire(t);
  const { clock, reload } = playingCosy(t, { animation: 'fire' });
  reload({ cosy: { animation: 'fire' }, other: {} });
  clock.advance(3_000);
  assert.equal(palettes.length, 1);
});

test('a scene that is removed while it plays gives way to the configured light', (t) => {
  const { engine, clock, log, reload } = playingCosy(t, expiresAfter(60, 'off'));
  reload({});
  const { animation, chosenBy, until } = engine.state();
  assert.deepEqual([animation, chosenBy, until], ['warm_white', 'driver', undefined]);
  assert.deepEqual(log.of('scene_expired'), [
    { event: 'scene_expired', id: 'cosy', next: 'warm_white', reason: 'removed' },
  ]);
  clock.advance(120_000);
  assert.equal(engine.state().animation, 'warm_white');
});

test('a new duration counts from the next time that the scene is played', (t) => {
  const { play, engine, clock, reload } = playingCosy(t, expiresAfter(60, 'off'));
  const { until } = engine.state();
  reload({ cosy: expiresAfter(600, 'off') });
  assert.equal(engine.state().until, until);
  play('cosy');
  clock.advance(599_000);
  assert.equal(engine.state().animation, 'cosy');
  clock.advance(1_000);
  assert.equal(engine.state().animation, 'off');
});

test('the next selection is looked up when the time is up', (t) => {
  const { engine, clock, reload } = playingCosy(t, expiresAfter(60, 'off'));
  reload({ cosy: expiresAfter(60, 'fire') });
  assert.equal(engine.state().next, 'fire');
  clock.advance(60_000);
  assert.equal(engine.state().animation, 'fire');
});

test('a scene whose duration is removed stays', (t) => {
  const { engine, clock, log, reload } = playingCosy(t, expiresAfter(60, 'off'));
  reload({ cosy: {} });
  assert.deepEqual([engine.state().until, engine.state().next], [undefined, undefined]);
  clock.advance(600_000);
  assert.equal(engine.state().animation, 'cosy');
  assert.deepEqual(log.of('scene_expired'), []);
});

test('the selection that a scene returns to can be removed meanwhile', (t) => {
  const { play, engine, clock, catalog } = engineKit(t, {
    scenes: { a: {}, bell: expiresAfter(60, 'previous') },
  });
  play('a');
  play('bell');
  assert.equal(engine.state().next, 'a');
  catalog.replaceScenes(scenesOf({ bell: expiresAfter(60, 'previous') }));
  engine.configure(LIGHT, POWER);
  assert.equal(engine.state().next, 'warm_white');
  clock.advance(60_000);
  assert.equal(engine.state().animation, 'warm_white');
});
