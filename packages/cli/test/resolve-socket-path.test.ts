import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installedSocket } from '../src/control/resolve-socket-path.ts';

test('root uses the socket that is for root alone, if the driver has one, and others use the one of the group', () => {
  for (const [isRoot, exists, path] of [
    [true, true, '/run/garland/root.sock'],
    [true, false, '/run/garland/local.sock'],
    [false, true, '/run/garland/local.sock'],
  ] as const)
    assert.equal(
      installedSocket(isRoot, () => exists),
      path,
    );
});
