import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AnimationId } from '@garland/protocol';
import fc from 'fast-check';
import { canPlay, NAME_PATTERN, parseRegistry, parseScope, serializeRegistry } from '../src/index.ts';

describe('a scope', () => {
  const RIGHT: Readonly<Record<string, { play: 'all' | string[]; status: boolean }>> = {
    play: { play: 'all', status: false },
    status: { play: [], status: true },
    'play status': { play: 'all', status: true },
    'status play:off': { play: ['off'], status: true },
    'play:off play:candy_cane': { play: ['off', 'candy_cane'], status: false },
    'play play:off': { play: 'all', status: false },
  };
  for (const [text, { play, status }] of Object.entries(RIGHT)) {
    test(`"${text}" is parsed`, () => {
      const expected = play === 'all' ? play : new Set(play);
      assert.deepEqual(parseScope(text), { play: expected, status });
    });
  }

  const WRONG = [
    '',
    ' ',
    ' play',
    'play ',
    'play  status',
    'play\tstatus',
    'play,status',
    'Play',
    'play:',
    'play:*',
    'play:Off',
    'play: off',
    'play:off:on',
    'play:off play:off',
    'play play',
    'admin',
    'play admin',
    'toString',
    'play\n',
    `play:${'x'.repeat(33)}`,
    Array.from({ length: 300 }, (_, i) => `play:a${i}`).join(' '),
  ];
  for (const text of WRONG) {
    test(`${JSON.stringify(text.slice(0, 40))} permits nothing`, () =>
      assert.equal(parseScope(text), undefined));
  }

  test('never permits what it does not name', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^(play|play:[a-z_]{0,5}|status| ){0,6}$/)),
        (text) => {
          const scope = parseScope(text);
          if (!scope) return;
          const words = text.split(' ');
          assert.equal(scope.status, words.includes('status'));
          assert.equal(
            canPlay(scope, 'zebra' as AnimationId),
            words.includes('play') || words.includes('play:zebra'),
          );
        },
      ),
    );
  });

  test('permits the animations that it names, and no others', () => {
    const scope = parseScope('play:off status');
    assert.ok(scope);
    assert.equal(canPlay(scope, 'off' as AnimationId), true);
    assert.equal(canPlay(scope, 'fire' as AnimationId), false);
    assert.equal(canPlay({ play: 'all', status: false }, 'fire' as AnimationId), true);
  });
});

const KID = 'fedcba9876543210';
const RECORD = { jti: 'b1', kid: KID, sub: 'ifttt', scope: 'play status', iat: 1000, exp: 2000 };
const REGISTRY = {
  version: 1 as const,
  tree: 'home',
  tokens: [RECORD, { ...RECORD, jti: 'b2', revokedAt: 1500 }],
};

function faultOf(registry: unknown): string | undefined {
  const parsed = parseRegistry(typeof registry === 'string' ? registry : JSON.stringify(registry));
  return parsed.ok ? undefined : parsed.fault;
}

const withRecord = (change: object): object => ({
  ...REGISTRY,
  tokens: [RECORD, { ...RECORD, jti: 'b2', ...change }],
});

const withKeys = (...retiringKeys: readonly object[]): object => ({ ...REGISTRY, retiringKeys });

describe('a registry', () => {
  test('is read as it was written, in any layout', () => {
    const registry = { ...REGISTRY, retiringKeys: [{ kid: KID, endsAt: 3000 }] } as const;
    for (const text of [serializeRegistry(registry), JSON.stringify(registry, null, 2)])
      assert.deepEqual(parseRegistry(text), { ok: true, value: registry });
  });

  test('can be empty', () => assert.equal(faultOf({ ...REGISTRY, tokens: [] }), undefined));

  const FAULTS: readonly [title: string, registry: unknown, fault: RegExp][] = [
    ['nothing', '', /not_json/],
    ['a list', '[]', /not_object/],
    ['a byte order mark', `\uFEFF${JSON.stringify(REGISTRY)}`, /not_json/],
    ['a key twice', '{"version":1,"version":1}', /duplicate_key/],
    [
      'revokedAt twice in a record',
      `{"version":1,"tree":"home","tokens":[{"revokedAt":1,"revokedAt":2}]}`,
      /duplicate_key/,
    ],
    ['an unknown key', { ...REGISTRY, extra: 1 }, /"extra"/],
    ['the key __proto__', '{"version":1,"tree":"home","tokens":[],"__proto__":1}', /"__proto__"/],
    ['another version', { ...REGISTRY, version: 2 }, /"version"/],
    ['a version that is text', { ...REGISTRY, version: '1' }, /"version"/],
    ['no tree', { ...REGISTRY, tree: undefined }, /"tree"/],
    ['a tree with a space', { ...REGISTRY, tree: 'my home' }, /"tree"/],
    ['no tokens', { ...REGISTRY, tokens: undefined }, /"tokens"/],
    ['tokens that are an object', { ...REGISTRY, tokens: {} }, /"tokens"/],
    ['a record that is null', { ...REGISTRY, tokens: [null] }, /^tokens\[0\] is not an object/],
    ['a record with an unknown key', withRecord({ note: 'x' }), /^tokens\[1\] has an unknown key "note"/],
    [
      'a record with the key constructor',
      withRecord({ constructor: 1 }),
      /^tokens\[1\] has an unknown key "constructor"/,
    ],
    ['an ID twice', withRecord({ jti: 'b1' }), /^tokens\[1\]\.jti is not unique/],
    ['an empty ID', withRecord({ jti: '' }), /^tokens\[1\]\.jti/],
    ['an ID that would break a log line', withRecord({ jti: 'a\nb' }), /^tokens\[1\]\.jti/],
    ['no ID', withRecord({ jti: undefined }), /^tokens\[1\]\.jti/],
    ['a subject in capitals', withRecord({ sub: 'IFTTT' }), /^tokens\[1\]\.sub/],
    ['a misspelt scope', withRecord({ scope: 'plya' }), /^tokens\[1\]\.scope/],
    ['a time that is text', withRecord({ exp: '2000' }), /^tokens\[1\]\.exp/],
    [
      'a time without end',
      JSON.stringify(withRecord({ exp: 12345 })).replace('12345', '1e400'),
      /^tokens\[1\]\.exp/,
    ],
    ['a time before 1970', withRecord({ iat: -1 }), /^tokens\[1\]\.iat/],
    ['half a second', withRecord({ iat: 0.5 }), /^tokens\[1\]\.iat/],
    ['no key', withRecord({ kid: undefined }), /^tokens\[1\]\.kid/],
    ['a key in capitals', withRecord({ kid: '0123456789ABCDEF' }), /^tokens\[1\]\.kid/],
    ['a path for a key', withRecord({ kid: '../../dev/null' }), /^tokens\[1\]\.kid/],
    ['an end that is text', withRecord({ endsAt: '2000' }), /^tokens\[1\]\.endsAt/],
    ['retiring keys that are an object', { ...REGISTRY, retiringKeys: {} }, /"retiringKeys" is not a list/],
    ['retiring keys that are null', { ...REGISTRY, retiringKeys: null }, /"retiringKeys" is not a list/],
    ['a retiring key without an end', withKeys({ kid: KID }), /^retiringKeys\[0\]\.endsAt/],
    [
      'a retiring key twice',
      withKeys({ kid: KID, endsAt: 1 }, { kid: KID, endsAt: 2 }),
      /^retiringKeys\[1\]\.kid is not unique/,
    ],
    ['a revocation that is null', withRecord({ revokedAt: null }), /^tokens\[1\]\.revokedAt/],
    ['a revocation that is true', withRecord({ revokedAt: true }), /^tokens\[1\]\.revokedAt/],
  ];
  for (const [title, registry, fault] of FAULTS) {
    test(`is refused, with the place: ${title}`, () => assert.match(String(faultOf(registry)), fault));
  }

  test('parsing never throws', () => {
    const text = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((tokens) => JSON.stringify({ ...REGISTRY, tokens })),
    );
    fc.assert(fc.property(text, (value) => typeof parseRegistry(value).ok === 'boolean'));
  });
});

test('names are safe in log lines, file names and claims', () => {
  for (const name of ['a', 'ifttt', 'my-phone.2', '0_0', 'x'.repeat(32)]) assert.match(name, NAME_PATTERN);
  for (const name of ['', '.', '..', '-x', 'A', 'a/b', 'a b', 'a\n', 'é', 'x'.repeat(33)]) {
    assert.doesNotMatch(name, NAME_PATTERN);
  }
});
