import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  formatSelection,
  parseStoredSelection,
  type Selection,
  type StoredSelection,
} from '../src/engine/selection.ts';
import { id } from './driver-fixtures.ts';
import { OLDER_SELECTION, SELECTION } from './state-file-kit.ts';

const timeArbitrary: fc.Arbitrary<string> = fc
  .date({ noInvalidDate: true, min: new Date(-1e12), max: new Date(4e12) })
  .map((date) => date.toISOString());

const layerArbitrary: fc.Arbitrary<Selection> = fc.record(
  {
    animation: fc.constantFrom(id('off'), id('candy_cane')),
    since: timeArbitrary,
    chosenBy: fc.constantFrom('remote', 'local', 'driver'),
    until: timeArbitrary,
  },
  { requiredKeys: ['animation', 'since', 'chosenBy'], noNullPrototype: true },
);

/** Up to as many nested selections as the engine keeps. */
const selectionArbitrary: fc.Arbitrary<StoredSelection> = fc
  .tuple(fc.array(layerArbitrary, { minLength: 1, maxLength: 8 }), fc.option(fc.nat(100), { nil: undefined }))
  .map(([layers, brightness]) => ({
    ...layers.reduce((previous, above) => ({ ...above, previous })),
    brightness,
  }));

test('any selection is read back as it was written', () => {
  fc.assert(
    fc.property(selectionArbitrary, (one) =>
      assert.deepEqual(parseStoredSelection(formatSelection(one)), one),
    ),
  );
});

test('a truncated or altered state file never yields another selection', () => {
  const text = formatSelection(SELECTION);
  for (let length = 0; length < text.length - 1; length++) {
    assert.equal(parseStoredSelection(text.slice(0, length)), undefined, text.slice(0, length));
  }
  const altered = (change: object): string => JSON.stringify({ version: 1, ...SELECTION, ...change });
  assert.deepEqual(parseStoredSelection(altered({})), SELECTION);
  for (const change of [
    { version: 2 },
    { version: undefined },
    { animation: 'Not-An-ID' },
    { animation: 7 },
    { brightness: 101 },
    { brightness: -1 },
    { brightness: 1.5 },
    { brightness: null },
    { brightness: '40' },
    { since: 'yesterday' },
    { since: 5 },
    { chosenBy: 'guest' },
    { chosenBy: undefined },
    { until: 'soon' },
    { until: null },
    { until: 5 },
    { previous: null },
    { previous: 'snow' },
    { previous: [] },
    { previous: {} },
    { previous: { ...SELECTION, animation: 'Not-An-ID' } },
    { previous: { ...SELECTION, until: 'soon' } },
    { previous: { ...OLDER_SELECTION, previous: { ...SELECTION, until: 'soon' } } },
  ]) {
    assert.equal(parseStoredSelection(altered(change)), undefined, JSON.stringify(change));
  }
  fc.assert(fc.property(fc.string(), (any) => assert.equal(parseStoredSelection(any), undefined)));
});
