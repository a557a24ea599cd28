import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scene } from '@garland/driver-config';
import fc from 'fast-check';
import { Catalog } from '../src/catalog.ts';
import { Succession, shownBefore } from '../src/engine/succession.ts';
import type { Showing } from '../src/engine/wish.ts';
import { id, lasts, scenesOf } from './support.ts';

const START_MS = Date.parse('2025-12-24T18:00:00Z');
const TWINKLE: Showing = { animation: id('twinkle'), since: '2025-12-24T17:00:00.000Z', chosenBy: 'remote' };

type Scenes = Readonly<Record<string, Partial<Scene>>>;

function successionOf(scenes: Scenes, otherwise = 'warm_white'): Succession {
  return new Succession(new Catalog([], scenesOf(scenes)), () => id(otherwise));
}

/** What shows so many seconds after a scene was chosen over `twinkle`. */
function course(scenes: Scenes, first: string, seconds: readonly number[], otherwise?: string): string[] {
  const succession = successionOf(scenes, otherwise);
  const begun = succession.begin(id(first), 'local', START_MS, TWINKLE);
  return seconds.map((after) => succession.at(begun, START_MS + after * 1000).animation);
}

test('a scene shows until its time is up, to the millisecond, and then what follows', () => {
  assert.deepEqual(course({ a: lasts(60, 'snow') }, 'a', [0, 59.999, 60, 9e9]), ['a', 'a', 'snow', 'snow']);
});

test('a scene without an ending stays for good', () => {
  assert.deepEqual(course({ a: {} }, 'a', [0, 9e9]), ['a', 'a']);
});

test('what showed before comes back as it was: since when, and by whom', () => {
  const succession = successionOf({ a: lasts(60, 'previous') });
  const begun = succession.begin(id('a'), 'local', START_MS, TWINKLE);
  assert.deepEqual(succession.at(begun, START_MS + 60_000), TWINKLE);
});

test('an evening programme goes on, one scene after the other, and comes back to what was before all of it', () => {
  const scenes = { a: lasts(60, 'b'), b: lasts(30, 'c'), c: lasts(30, 'previous') };
  assert.deepEqual(course(scenes, 'a', [59, 60, 89, 90, 119, 120]), ['a', 'b', 'b', 'c', 'c', 'twinkle']);
});

test('what follows by itself was chosen by the driver, at the moment at which the time was up', () => {
  const succession = successionOf({ a: lasts(60, 'b'), b: lasts(60, 'off') });
  const begun = succession.begin(id('a'), 'remote', START_MS, TWINKLE);
  assert.deepEqual(succession.at(begun, START_MS + 75_000), {
    animation: id('b'),
    since: '2025-12-24T18:01:00.000Z',
    chosenBy: 'driver',
    until: '2025-12-24T18:02:00.000Z',
  });
});

test('what comes back has only the time that it had left, and what follows it follows', () => {
  const succession = successionOf({ cosy: lasts(600, 'off'), bell: lasts(20, 'previous') });
  const cosy = succession.begin(id('cosy'), 'local', START_MS, TWINKLE);
  const bell = (afterS: number): Showing =>
    succession.begin(id('bell'), 'remote', START_MS + afterS * 1000, cosy);
  assert.deepEqual(succession.at(bell(100), START_MS + 120_000), cosy);
  assert.equal(succession.at(bell(100), START_MS + 600_000).animation, 'off');
  assert.equal(succession.at(bell(590), START_MS + 610_000).animation, 'off');
});

test('only what comes back remembers what to come back to', () => {
  const scenes = { a: lasts(60, 'b'), b: lasts(60, 'previous'), c: lasts(60, 'd'), d: lasts(60, 'c'), e: {} };
  const succession = successionOf(scenes);
  const remembers = (name: string): boolean =>
    succession.begin(id(name), 'local', START_MS, TWINKLE).previous !== undefined;
  assert.deepEqual(['a', 'b', 'c', 'd', 'e', 'snow'].map(remembers), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('scenes that are played over scenes come back one after the other, each with the time that it has left', () => {
  const succession = successionOf({ film: lasts(3600, 'previous'), bell: lasts(20, 'previous') });
  const film = succession.begin(id('film'), 'local', START_MS, TWINKLE);
  const bell = succession.begin(id('bell'), 'remote', START_MS + 1000, shownBefore(id('bell'), film));
  assert.deepEqual(succession.at(bell, START_MS + 21_000), film);
  assert.deepEqual(succession.at(bell, START_MS + 3_600_000), TWINKLE);
});

test('nothing waits twice to come back', () => {
  const layer = (name: string, previous?: Showing): Showing => ({
    ...TWINKLE,
    animation: id(name),
    ...(previous && { previous }),
  });
  const bellInFilm = layer('bell', layer('film', TWINKLE));
  assert.equal(shownBefore(id('chime'), bellInFilm), bellInFilm);
  assert.deepEqual(shownBefore(id('bell'), bellInFilm), layer('film', TWINKLE));
  assert.equal(shownBefore(id('film'), bellInFilm), TWINKLE);
  assert.equal(shownBefore(id('twinkle'), bellInFilm), undefined);
});

test('whatever is played over what, what waits to come back is never deep, and ends with what stays', () => {
  const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
  const succession = successionOf(Object.fromEntries(names.map((name) => [name, lasts(60, 'previous')])));
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 60 }), (played) => {
      let showing = TWINKLE;
      for (const name of played)
        showing = succession.begin(id(name), 'remote', START_MS, shownBefore(id(name), showing));
      const layers: Showing[] = [];
      for (let layer: Showing | undefined = showing; layer; layer = layer.previous) layers.push(layer);
      assert.ok(layers.length <= 8);
      assert.equal(new Set(layers.map(({ animation }) => animation)).size, layers.length);
      assert.equal(layers.at(-1), TWINKLE);
    }),
  );
});

test('where there was nothing before, or it is no longer there, the configured animation shows', () => {
  const succession = successionOf({ a: lasts(60, 'previous') }, 'fire');
  const lost = { ...TWINKLE, animation: id('gone') };
  for (const instead of [undefined, lost]) {
    const begun = succession.begin(id('a'), 'local', START_MS, instead);
    const { animation, since, chosenBy } = succession.at(begun, START_MS + 60_000);
    assert.deepEqual([animation, since, chosenBy], ['fire', '2025-12-24T18:01:00.000Z', 'driver']);
  }
});

test('before the first light it was dark, so that is what the first light comes back to', () => {
  const succession = successionOf({ a: lasts(60, 'previous') }, 'a');
  const first = succession.beginOtherwise(START_MS);
  assert.equal(first.animation, 'a');
  assert.equal(succession.at(first, START_MS + 60_000).animation, 'off');
});

test('a scene that has lost its ending stays', () => {
  const begun = successionOf({ a: lasts(60, 'off') }).begin(id('a'), 'local', START_MS, undefined);
  const { since, chosenBy } = begun;
  assert.deepEqual(successionOf({ a: {} }).at(begun, START_MS + 9e9), {
    animation: id('a'),
    since,
    chosenBy,
  });
});

test('scenes in a circle take turns, and a hundred years of it are looked up at once', () => {
  const scenes = { a: lasts(10, 'b'), b: lasts(20, 'c'), c: lasts(30, 'b'), x: lasts(15, 'a') };
  assert.deepEqual(course(scenes, 'a', [9, 10, 29, 30, 59, 60, 79, 80]), [
    'a',
    'b',
    'b',
    'c',
    'c',
    'b',
    'b',
    'c',
  ]);
  const rounds = 63_072_000 * 50;
  assert.deepEqual(course(scenes, 'a', [10 + rounds, 29 + rounds, 30 + rounds]), ['b', 'b', 'c']);
});

test('what is on does not change as long as nothing ends: the very same object', () => {
  const succession = successionOf({ a: lasts(60, 'off') });
  const begun = succession.begin(id('a'), 'local', START_MS, undefined);
  assert.equal(succession.at(begun, START_MS + 59_999), begun);
  assert.equal(succession.at(TWINKLE, START_MS + 9e12), TWINKLE);
});

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;

const anyScenes: fc.Arbitrary<Scenes> = fc
  .tuple(
    ...NAMES.map((name) =>
      fc.option(
        fc.record({
          seconds: fc.integer({ min: 10, max: 60 }),
          follows: fc.constantFrom('previous', 'off', ...NAMES.filter((other) => other !== name)),
        }),
        { freq: 6, nil: undefined },
      ),
    ),
  )
  .map((endings) =>
    Object.fromEntries(
      endings.map((ending, i) => [NAMES[i], ending ? lasts(ending.seconds, ending.follows) : {}]),
    ),
  );

test('whatever the scenes: to have been away and to have looked all the time come to the same', () => {
  fc.assert(
    fc.property(
      anyScenes,
      fc.constantFrom(...NAMES),
      fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
      fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 60 }),
      (scenes, first, before, steps) => {
        const succession = successionOf(scenes, before);
        const earlier = before && succession.begin(id(before), 'remote', START_MS - 30_000, undefined);
        const begun = succession.begin(id(first), 'local', START_MS, earlier ?? TWINKLE);
        let watched = begun;
        let nowMs = START_MS;
        for (const stepMs of steps) {
          nowMs += stepMs;
          watched = succession.at(watched, nowMs);
          assert.deepEqual(succession.at(begun, nowMs), watched);
          if (watched.until !== undefined) assert.ok(Date.parse(watched.until) > nowMs);
        }
      },
    ),
    { numRuns: 300 },
  );
});
