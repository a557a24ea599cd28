import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseBearerToken } from '../src/bearer-token.ts';

describe('the token in an Authorization header', () => {
  for (const authorization of [
    'Bearer abc.d-e_f',
    'bearer abc.d-e_f',
    'BEARER abc.d-e_f',
    'Bearer   abc.d-e_f',
  ])
    test(`is found in ${JSON.stringify(authorization)}`, () => {
      assert.deepEqual(parseBearerToken(authorization), { token: 'abc.d-e_f' });
    });

  for (const authorization of [
    '',
    'Bearer',
    'Bearer ',
    'Bearer   ',
    'Bearer \tabc',
    ' Bearer abc',
    'Bearer abc ',
    'Bearer abc def',
    'Bearer abc\tdef',
    'Bearer\tabc',
    'Bearer abcé',
    'Bearer, abc',
    'Basic abc',
    'Bearerabc',
  ])
    test(`is not in ${JSON.stringify(authorization)}`, () => {
      assert.deepEqual(parseBearerToken(authorization), { fault: 'not_bearer' });
    });

  test('is not there without a header', () => {
    assert.deepEqual(parseBearerToken(undefined), { fault: 'no_token' });
  });
});
