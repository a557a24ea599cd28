import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Scene } from '@garland/driver-config';
import fc from 'fast-check';
import { Catalog } from '../src/catalog.ts';
import { ExpiryResolver, selectionToReturnTo } from '../src/engine/expiry.ts';
import type { Selection } from '../src/engine/selection.ts';
import { expiresAfter, id, scenesOf } from './driver-fixtures.ts';

const START_MS = Date.parse('2025-12-24T18:00:00Z');
const TWINKLE: Selection = {
  animation: id('twinkle'),
  since: '2025-12-24T17:00:00.000Z',
  chosenBy: 'remote',
};

type Scenes = Readonly<Record<string, Partial<Scene>>>;

function resolverOf(scenes: Scenes, otherwise = 'warm_white'): ExpiryResolver {
  return new ExpiryResolver(new Catalog([], scenesOf(scenes)), () => id(otherwise));
}

/** What shows so many seconds after a scene was chosen over `twinkle`. */
function resolveAt(scenes: Scenes, first: string, seconds: readonly number[], otherwise?: string): string[] {
  const succession = resolverOf(scenes, otherwise);
  const begun = succession.start(id(first), 'local', START_MS, TWINKLE);
  return seconds.map((after) => succession.resolve(begun, START_MS + after * 1000).animation);
}

test('a scene shows until its time is up, to the millisecond, and then the next selection', () => {
  assert.deepEqual(resolveAt({ a: expiresAfter(60, 'snow') }, 'a', [0, 59.999, 60, 9e9]), [
    'a',
    'a',
    'snow',
    'snow',
  ]);
});

test('a scene without an end stays for good', () => {
  assert.deepEqual(resolveAt({ a: {} }, 'a', [0, 9e9]), ['a', 'a']);
});

test('the selection before comes back unchanged, with its start and role', () => {
  const succession = resolverOf({ a: expiresAfter(60, 'previous') });
  const begun = succession.start(id('a'), 'local', START_MS, TWINKLE);
  assert.deepEqual(succession.resolve(begun, START_MS + 60_000), TWINKLE);
});

test('an evening programme goes on, one scene after the other, and returns to the selection before all of it', () => {
  const scenes = { a: expiresAfter(60, 'b'), b: expiresAfter(30, 'c'), c: expiresAfter(30, 'previous') };
  assert.deepEqual(resolveAt(scenes, 'a', [59, 60, 89, 90, 119, 120]), ['a', 'b', 'b', 'c', 'c', 'twinkle']);
});

test('a selection that follows by itself is the driver’s, from the moment at which the time was up', () => {
  const succession = resolverOf({ a: expiresAfter(60, 'b'), b: expiresAfter(60, 'off') });
  const begun = succession.start(id('a'), 'remote', START_MS, TWINKLE);
  assert.deepEqual(succession.resolve(begun, START_MS + 75_000), {
    animation: id('b'),
    since: '2025-12-24T18:01:00.000Z',
    chosenBy: 'driver',
    until: '2025-12-24T18:02:00.000Z',
  });
});

test('a selection that comes back has only its remaining time, and its own next one follows', () => {
  const succession = resolverOf({ cosy: expiresAfter(600, 'off'), bell: expiresAfter(20, 'previous') });
  const cosy = succession.start(id('cosy'), 'local', START_MS, TWINKLE);
  const bell = (afterS: number): Selection =>
    succession.start(id('bell'), 'remote', START_MS + afterS * 1000, cosy);
  assert.deepEqual(succession.resolve(bell(100), START_MS + 120_000), cosy);
  assert.equal(succession.resolve(bell(100), START_MS + 600_000).animation, 'off');
  assert.equal(succession.resolve(bell(590), START_MS + 610_000).animation, 'off');
});

test('only a selection that returns remembers the one before', () => {
  const scenes = {
    a: expiresAfter(60, 'b'),
    b: expiresAfter(60, 'previous'),
    c: expiresAfter(60, 'd'),
    d: expiresAfter(60, 'c'),
    e: {},
  };
  const succession = resolverOf(scenes);
  const remembers = (name: string): boolean =>
    succession.start(id(name), 'local', START_MS, TWINKLE).previous !== undefined;
  assert.deepEqual(['a', 'b', 'c', 'd', 'e', 'snow'].map(remembers), [
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

test('scenes that are played over scenes come back in turn, each with its remaining time', () => {
  const succession = resolverOf({ film: expiresAfter(3600, 'previous'), bell: expiresAfter(20, 'previous') });
  const film = succession.start(id('film'), 'local', START_MS, TWINKLE);
  const bell = succession.start(id('bell'), 'remote', START_MS + 1000, selectionToReturnTo(id('bell'), film));
  assert.deepEqual(succession.resolve(bell, START_MS + 21_000), film);
  assert.deepEqual(succession.resolve(bell, START_MS + 3_600_000), TWINKLE);
});

test('no selection waits twice to come back', () => {
  const layer = (name: string, previous?: Selection): Selection => ({
    ...TWINKLE,
    animation: id(name),
    ...(previous && { previous }),
  });
  const bellInFilm = layer('bell', layer('film', TWINKLE));
  assert.equal(selectionToReturnTo(id('chime'), bellInFilm), bellInFilm);
  assert.deepEqual(selectionToReturnTo(id('bell'), bellInFilm), layer('film', TWINKLE));
  assert.equal(selectionToReturnTo(id('film'), bellInFilm), TWINKLE);
  assert.equal(selectionToReturnTo(id('twinkle'), bellInFilm), undefined);
});

test('for any scenes played over each other, the chain of returns is short and ends with a selection that stays', () => {
  const names = Array.from({ length: 20 }, (_, i) => `s${i}`);
  const succession = resolverOf(
    Object.fromEntries(names.map((name) => [name, expiresAfter(60, 'previous')])),
  );
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...names), { maxLength: 60 }), (played) => {
      let showing = TWINKLE;
      for (const name of played)
        showing = succession.start(id(name), 'remote', START_MS, selectionToReturnTo(id(name), showing));
      const layers: Selection[] = [];
      for (let layer: Selection | undefined = showing; layer; layer = layer.previous) layers.push(layer);
      assert.ok(layers.length <= 8);
      assert.equal(new Set(layers.map(({ animation }) => animation)).size, layers.length);
      assert.equal(layers.at(-1), TWINKLE);
    }),
  );
});

test('where there was no selection before, or it was removed, the configured animation shows', () => {
  const succession = resolverOf({ a: expiresAfter(60, 'previous') }, 'fire');
  const lost = { ...TWINKLE, animation: id('gone') };
  for (const instead of [undefined, lost]) {
    const begun = succession.start(id('a'), 'local', START_MS, instead);
    const { animation, since, chosenBy } = succession.resolve(begun, START_MS + 60_000);
    assert.deepEqual([animation, since, chosenBy], ['fire', '2025-12-24T18:01:00.000Z', 'driver']);
  }
});

test('the first selection returns to darkness', () => {
  const succession = resolverOf({ a: expiresAfter(60, 'previous') }, 'a');
  const first = succession.startDefault(START_MS);
  assert.equal(first.animation, 'a');
  assert.equal(succession.resolve(first, START_MS + 60_000).animation, 'off');
});

test('a scene whose end was removed stays', () => {
  const begun = resolverOf({ a: expiresAfter(60, 'off') }).start(id('a'), 'local', START_MS, undefined);
  const { since, chosenBy } = begun;
  assert.deepEqual(resolverOf({ a: {} }).resolve(begun, START_MS + 9e9), {
    animation: id('a'),
    since,
    chosenBy,
  });
});

test('scenes in a cycle alternate, and a hundred years of it are resolved at once', () => {
  const scenes = {
    a: expiresAfter(10, 'b'),
    b: expiresAfter(20, 'c'),
    c: expiresAfter(30, 'b'),
    x: expiresAfter(15, 'a'),
  };
  assert.deepEqual(resolveAt(scenes, 'a', [9, 10, 29, 30, 59, 60, 79, 80]), [
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
  assert.deepEqual(resolveAt(scenes, 'a', [10 + rounds, 29 + rounds, 30 + rounds]), ['b', 'b', 'c']);
});

test('the current selection stays the very same object until it ends', () => {
  const succession = resolverOf({ a: expiresAfter(60, 'off') });
  const begun = succession.start(id('a'), 'local', START_MS, undefined);
  assert.equal(succession.resolve(begun, START_MS + 59_999), begun);
  assert.equal(succession.resolve(TWINKLE, START_MS + 9e12), TWINKLE);
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
      endings.map((ending, i) => [NAMES[i], ending ? expiresAfter(ending.seconds, ending.follows) : {}]),
    ),
  );

test('for any scenes, resolving once and resolving all the time give the same result', () => {
  fc.assert(
    fc.property(
      anyScenes,
      fc.constantFrom(...NAMES),
      fc.option(fc.constantFrom(...NAMES), { nil: undefined }),
      fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 60 }),
      (scenes, first, before, steps) => {
        const succession = resolverOf(scenes, before);
        const earlier = before && succession.start(id(before), 'remote', START_MS - 30_000, undefined);
        const begun = succession.start(id(first), 'local', START_MS, earlier ?? TWINKLE);
        let watched = begun;
        let nowMs = START_MS;
        for (const stepMs of steps) {
          nowMs += stepMs;
          watched = succession.resolve(watched, nowMs);
          assert.deepEqual(succession.resolve(begun, nowMs), watched);
          if (watched.until !== undefined) assert.ok(Date.parse(watched.until) > nowMs);
        }
      },
    ),
    { numRuns: 300 },
  );
});
