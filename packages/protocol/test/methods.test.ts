import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  DRIVER_INTERFACE,
  findMethod,
  METHOD_NAMES,
  METHODS,
  type MethodName,
  ROLES,
  type Role,
} from '../src/index.ts';

/** Written out by hand: the table under test must not be its own witness. */
const ALLOWED: Readonly<Record<MethodName, readonly Role[]>> = {
  Play: ['remote', 'local'],
  List: ['remote', 'local'],
  Status: ['remote', 'local'],
  Watch: ['remote', 'local'],
  SetBrightness: ['local'],
  Strip: ['local'],
  Frames: ['local'],
  Reload: ['local'],
};

describe('who may call what', () => {
  test('there are exactly these methods', () => {
    assert.deepEqual(new Set(METHOD_NAMES), new Set(Object.keys(ALLOWED)));
  });

  for (const role of ROLES) {
    for (const [name, roles] of Object.entries(ALLOWED)) {
      const may = roles.includes(role);
      test(`${role} ${may ? 'may' : 'may not'} call ${name}`, () => {
        assert.equal(findMethod(role, `${DRIVER_INTERFACE}.${name}`), may ? name : undefined);
      });
    }
  }
});

const NOT_METHODS = [
  '',
  '.',
  'Play',
  '.Play',
  DRIVER_INTERFACE,
  `${DRIVER_INTERFACE}.`,
  `${DRIVER_INTERFACE}.play`,
  `${DRIVER_INTERFACE}.Play `,
  `${DRIVER_INTERFACE}.Play\0`,
  `${DRIVER_INTERFACE}..Play`,
  `${DRIVER_INTERFACE}.Play.Play`,
  'io.garland.driver.Play',
  'org.varlink.service.Play',
  ...Object.getOwnPropertyNames(Object.prototype).flatMap((name) => [name, `${DRIVER_INTERFACE}.${name}`]),
];

for (const role of ROLES) {
  test(`nothing else resolves for ${role}: no prefix, no other case, nothing that every object has`, () => {
    for (const name of NOT_METHODS) assert.equal(findMethod(role, name), undefined, JSON.stringify(name));
  });

  test(`no other text whatsoever resolves for ${role}`, () => {
    const known = new Set(METHOD_NAMES.map((name) => `${DRIVER_INTERFACE}.${name}`));
    const text = fc.oneof(
      fc.string(),
      fc.string().map((rest) => `${DRIVER_INTERFACE}.${rest}`),
    );
    fc.assert(fc.property(text, (name) => known.has(name) || findMethod(role, name) === undefined));
  });
}

test('the remote role can send an ID and a request ID, and nothing else', () => {
  const sendable = METHOD_NAMES.filter((name) => METHODS[name].roles.includes('remote')).flatMap((name) =>
    Object.entries(METHODS[name].parameters).map(([parameter, type]) => `${name} ${parameter}: ${type.idl}`),
  );
  assert.deepEqual(sendable, ['Play id: AnimationId', 'Play requestId: ?string']);
});
