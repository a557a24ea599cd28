import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { CallError } from '../src/index.ts';
import * as s from '../src/varlink-types.ts';

const UUID = '0b0e8a3c-5d1f-4d3a-9c3e-2f6b7a8c9d0e';

interface TypeCase {
  readonly type: s.VarlinkType<unknown>;
  readonly idl: string;
  readonly accepted: readonly unknown[];
  readonly refused: readonly unknown[];
}

const NOT_TEXT = [0, true, null, undefined, [], {}];
const NOT_NUMBERS = ['1', true, null, undefined, [1], {}, Number.NaN, Infinity];

const point = s.structType<{ x: number; label?: string }>('Point', {
  x: s.intType(0, 9),
  label: s.optionalType(s.stringType),
});

const TYPES: Readonly<Record<string, TypeCase>> = {
  text: { type: s.stringType, idl: 'string', accepted: ['', 'a', '\ud800'], refused: NOT_TEXT },
  flag: { type: s.boolType, idl: 'bool', accepted: [true, false], refused: [0, 1, 'true', null, undefined] },
  float: { type: s.floatType, idl: 'float', accepted: [0, -0.5, 1e308, 3], refused: NOT_NUMBERS },
  int: {
    type: s.intType(-1, 100),
    idl: 'int',
    accepted: [-1, 0, 100],
    refused: [-2, 101, 0.5, 1e308, ...NOT_NUMBERS],
  },
  oneOf: {
    type: s.enumType('a', 'b'),
    idl: '(a, b)',
    accepted: ['a', 'b'],
    refused: ['A', '', 'ab', 'toString', ...NOT_TEXT],
  },
  animationId: {
    type: s.animationIdType,
    idl: 'AnimationId',
    accepted: ['off', 'candy_cane', 'a1_2', 'x'.repeat(32)],
    refused: [
      '',
      'Off',
      'a-b',
      'a__b',
      '_a',
      'a_',
      '1a',
      'a b',
      'off\n',
      'off\0',
      'x'.repeat(33),
      'é',
      ...NOT_TEXT,
    ],
  },
  anyAnimationId: {
    type: s.anyAnimationIdType,
    idl: 'string',
    accepted: ['off'],
    refused: ['Off', ...NOT_TEXT],
  },
  requestId: {
    type: s.requestIdType,
    idl: 'string',
    accepted: [UUID],
    refused: [
      UUID.toUpperCase(),
      `${UUID}\n`,
      ` ${UUID}`,
      UUID.replaceAll('-', ''),
      `{${UUID}}`,
      'rm -rf',
      ...NOT_TEXT,
    ],
  },
  list: {
    type: s.arrayType(s.intType(0, 9)),
    idl: '[]int',
    accepted: [[], [1, 2]],
    refused: [[10], [1, '2'], [null], {}, { length: 0 }, '[]', null, undefined],
  },
  named: {
    type: point,
    idl: 'Point',
    accepted: [{ x: 1 }, { x: 1, label: 'a' }],
    refused: [{}, { x: 10 }, { x: 1, y: 1 }, { x: 1, label: 5 }, [], null, undefined, 'x'],
  },
};

for (const [name, { type, idl, accepted, refused }] of Object.entries(TYPES)) {
  describe(`the type ${name}`, () => {
    test(`is written ${idl}`, () => assert.equal(type.idl, idl));

    test('takes what it should, unchanged', () => {
      for (const value of accepted) assert.deepEqual(type.parse(value, 'p'), value);
    });

    test('refuses the rest and names the parameter', () => {
      for (const value of refused) {
        assert.throws(
          () => type.parse(value, 'p'),
          (error) =>
            error instanceof CallError &&
            error.is('org.varlink.service.InvalidParameter') &&
            error.parameters.parameter.startsWith('p'),
          `${name} took ${String(JSON.stringify(value))}`,
        );
      }
    });
  });
}

const PLAY = { id: s.animationIdType, requestId: s.optionalType(s.requestIdType) };
const DEEP = { points: s.arrayType(point) };

const PATHS: readonly { object: object; fields: s.VarlinkFields<never>; parameter: string }[] = [
  { object: {}, fields: PLAY as never, parameter: 'id' },
  { object: { id: 5 }, fields: PLAY as never, parameter: 'id' },
  { object: { id: 'off', requestId: 'x' }, fields: PLAY as never, parameter: 'requestId' },
  { object: { id: 'off', brightness: 5 }, fields: PLAY as never, parameter: 'brightness' },
  { object: { id: 'off', toString: 5 }, fields: PLAY as never, parameter: 'toString' },
  { object: JSON.parse('{"id":"off","__proto__":1}'), fields: PLAY as never, parameter: '__proto__' },
  { object: { points: [{ x: 1 }, { x: 'y' }] }, fields: DEEP as never, parameter: 'points[1].x' },
  { object: { points: [{ x: 1, z: 2 }] }, fields: DEEP as never, parameter: 'points[0].z' },
  { object: { ['k'.repeat(500)]: 1, points: [] }, fields: DEEP as never, parameter: 'k'.repeat(40) },
];

for (const { object, fields, parameter } of PATHS) {
  test(`${JSON.stringify(object).slice(0, 60)} is refused with the place ${parameter.slice(0, 40)}`, () => {
    assert.throws(() => s.parseFields(fields, object as never), { parameters: { parameter } });
  });
}

test('an optional field may be absent or null, and is absent then', () => {
  for (const object of [{ id: 'off' }, { id: 'off', requestId: null }]) {
    assert.deepEqual(s.parseFields(PLAY, object), { id: 'off' });
  }
});

test('a required field is not filled in from the prototype', () => {
  const polluted = Object.create({ id: 'off' });
  assert.throws(() => s.parseFields(PLAY, polluted), { parameters: { parameter: 'id' } });
});

test('the result never has a field that the schema lacks', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
      try {
        const parsed = s.parseFields(PLAY, object);
        assert.ok(Object.keys(parsed).every((key) => key === 'id' || key === 'requestId'));
      } catch (error) {
        assert.ok(error instanceof CallError);
      }
    }),
  );
});

test('fields are written as a varlink struct', () => {
  assert.equal(s.fieldsIdl(PLAY), '(id: AnimationId, requestId: ?string)');
  assert.equal(s.fieldsIdl({}), '()');
});
