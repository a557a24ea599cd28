import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallError, ERROR_NAMES, type ErrorName, invalidParameter, parseError } from '../src/index.ts';

const WELL_FORMED: Readonly<Record<ErrorName, object>> = {
  'org.varlink.service.InterfaceNotFound': { interface: 'a.b' },
  'org.varlink.service.MethodNotFound': { method: 'a.B' },
  'org.varlink.service.MethodNotImplemented': { method: 'a.B' },
  'org.varlink.service.InvalidParameter': { parameter: 'id' },
  'org.varlink.service.PermissionDenied': {},
  'org.varlink.service.ExpectedMore': {},
  'io.garland.Driver.UnknownAnimation': { id: 'nope' },
  'io.garland.Driver.RateLimited': { retryAfterMs: 250 },
  'io.garland.Driver.InvalidConfiguration': { problems: ['driver.toml:3: …'] },
  'io.garland.Driver.RestartRequired': { keys: ['strip.pixels'] },
};

test('every error is listed once', () => {
  assert.deepEqual(new Set(ERROR_NAMES), new Set(Object.keys(WELL_FORMED)));
});

for (const [name, parameters] of Object.entries(WELL_FORMED)) {
  test(`${name} is read with its own parameters, and with no others`, () => {
    const error = parseError(name, { ...parameters });
    assert.deepEqual([error?.code, error?.parameters], [name, parameters]);
    assert.equal(parseError(name, { ...parameters, extra: 1 }), undefined);
    for (const key of Object.keys(parameters)) {
      assert.equal(parseError(name, { ...parameters, [key]: null }), undefined);
    }
    if (Object.keys(parameters).length > 0) assert.equal(parseError(name, {}), undefined);
  });
}

for (const name of [
  '',
  'toString',
  'constructor',
  'RateLimited',
  'io.garland.Driver.ratelimited',
  'com.example.Other',
]) {
  test(`${JSON.stringify(name)} is no error of ours`, () => {
    assert.equal(parseError(name, {}), undefined);
  });
}

test('an error has a code and narrows by it', () => {
  const error: CallError = invalidParameter('id');
  assert.ok(error.is('org.varlink.service.InvalidParameter'));
  assert.equal(error.parameters.parameter, 'id');
  assert.equal((error as CallError).is('org.varlink.service.ExpectedMore'), false);
  assert.match(error.message, /InvalidParameter.*"id"/);
});
