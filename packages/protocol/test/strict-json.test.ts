import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseJsonText } from '../src/index.ts';

/** JSON text with a duplicate key, in any spelling that JSON allows. */
const duplicateKeyText = fc
  .tuple(fc.string(), fc.string(), fc.array(fc.boolean(), { minLength: 1 }))
  .map(([key, other, escapes]) => {
    const spelt = [...key.split('')]
      .map((unit, i) =>
        escapes[i % escapes.length]
          ? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
          : JSON.stringify(unit).slice(1, -1),
      )
      .join('');
    return `{${JSON.stringify(key)}:${JSON.stringify(other)},"${spelt}":{}}`;
  });

test('a duplicate key is found in every spelling', () => {
  fc.assert(
    fc.property(duplicateKeyText, (text) => {
      assert.deepEqual(parseJsonText(text), { ok: false, fault: 'duplicate_key' });
    }),
  );
});

test('different keys are not taken for duplicates', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      assert.equal(parseJsonText(JSON.stringify({ value })).ok, true);
    }),
  );
});

test('a parsed __proto__ is an ordinary key', () => {
  const parsed = parseJsonText('{"__proto__":{"admin":true}}');
  assert.ok(parsed.ok);
  assert.deepEqual(Object.keys(parsed.value), ['__proto__']);
  assert.equal(({} as { admin?: boolean }).admin, undefined);
});

test('long strings, escapes and lists take no quadratic time', () => {
  for (const filler of ['x', '\\"', '\\\\', '[],', '"",']) {
    const items = filler.repeat(1_000_000 / filler.length);
    const text = filler.endsWith(',') ? `{"a":[${items}0]}` : `{"a":"${items}"}`;
    // Of the processor, which other processes of a busy machine do not change.
    const start = process.cpuUsage();
    assert.equal(parseJsonText(text).ok, true);
    const { user, system } = process.cpuUsage(start);
    assert.ok(user + system < 2_000_000, `1 MB of ${filler} took ${user + system} µs`);
  }
});
