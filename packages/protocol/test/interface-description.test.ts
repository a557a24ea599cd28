import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  ANIMATION_ID_MAX_LENGTH,
  type AnimationId,
  driverDescription,
  ERROR_NAMES,
  ERRORS,
  isAnimationId,
  METHOD_NAMES,
  METHODS,
  ROLES,
  SERVICE_DESCRIPTION,
} from '../src/index.ts';

const IDS = ['off', 'twinkle', 'warm_white'] as AnimationId[];

/** The names after a keyword, in order. */
function declared(keyword: string, text: string): string[] {
  return [...text.matchAll(new RegExp(`^${keyword} (\\w+)`, 'gm'))].map(([, name]) => String(name));
}

function playable(text: string): string[] {
  const [, body] = /^type AnimationId \(([^)]*)\)/m.exec(text) ?? [];
  return body === undefined ? [] : body.split(',').map((id) => id.trim());
}

const id = fc
  .stringMatching(/^[a-z](_?[a-z0-9])*$/, { maxLength: ANIMATION_ID_MAX_LENGTH })
  .filter(isAnimationId);

for (const role of ROLES) {
  describe(`the description that the ${role} socket serves`, () => {
    const text = driverDescription(role, IDS);

    test('names exactly what it may play', () => {
      fc.assert(
        fc.property(fc.uniqueArray(id, { maxLength: 20 }), (ids) => {
          assert.deepEqual(playable(driverDescription(role, ids)), ids);
        }),
      );
    });

    test('has exactly its methods', () => {
      const expected = METHOD_NAMES.filter((name) => METHODS[name].roles.includes(role));
      assert.deepEqual(declared('method', text), expected);
    });

    test('has exactly the errors that it can return', () => {
      const expected = ERROR_NAMES.filter((name) => ERRORS[name].roles.includes(role))
        .filter((name) => name.startsWith('io.garland.Driver.'))
        .map((name) => name.split('.').at(-1));
      assert.deepEqual(declared('error', text), expected);
    });

    test('declares every type it uses, and none that it does not', () => {
      const used = [...text.replaceAll(/^#.*/gm, '').matchAll(/: \??(?:\[\])?([A-Z]\w*)/g)].map(
        ([, name]) => name,
      );
      assert.deepEqual(new Set(declared('type', text)), new Set(used));
    });

    test('marks the methods that want "more", as systemd does', () => {
      const marked = [...text.matchAll(/# \[Requires 'more' flag\]\nmethod (\w+)/g)].map(([, name]) => name);
      const streams = METHOD_NAMES.filter(
        (name) => METHODS[name].replyMode === 'stream' && METHODS[name].roles.includes(role),
      );
      assert.deepEqual(marked, streams);
    });

    test('explains every method and error', () => {
      assert.doesNotMatch(text, /\n\n(?:method|error)/);
    });

    test('has no Play where nothing may be played, because varlink has no empty enum', () => {
      const empty = driverDescription(role, []);
      assert.doesNotMatch(empty, /AnimationId|Play/);
      assert.deepEqual(
        declared('method', empty),
        declared('method', text).filter((name) => name !== 'Play'),
      );
    });
  });
}

test('the remote socket does not even mention what is local', () => {
  assert.doesNotMatch(
    driverDescription('remote', IDS),
    /SetBrightness|Strip|Frames|Reload|Position|Configuration/,
  );
});

test('the service interface has the methods and errors of the standard', () => {
  assert.match(SERVICE_DESCRIPTION, /^interface org\.varlink\.service$/m);
  assert.deepEqual(declared('method', SERVICE_DESCRIPTION), ['GetInfo', 'GetInterfaceDescription']);
  assert.deepEqual(
    [...SERVICE_DESCRIPTION.matchAll(/^error (.*)$/gm)].map(([, error]) => error),
    [
      'InterfaceNotFound (interface: string)',
      'MethodNotFound (method: string)',
      'MethodNotImplemented (method: string)',
      'InvalidParameter (parameter: string)',
      'PermissionDenied ()',
      'ExpectedMore ()',
    ],
  );
});
