import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outputOrThrow, runProgram } from '../system/machine/run-program.ts';

test('a program of the system tests that fails is reported with how it ended', async () => {
  const endingOf = async (script: string, timeout?: number): Promise<string> =>
    (await runProgram('sh', ['-c', script], timeout === undefined ? {} : { timeout })).ending;
  assert.equal(await endingOf('true'), 'ended with 0');
  assert.equal(await endingOf('exit 3'), 'ended with 3');
  assert.equal(await endingOf('kill -KILL $$'), 'was killed by SIGKILL');
  assert.equal(await endingOf('exec sleep 600', 50), 'did not end within 0.05 s, and was killed');
  assert.equal((await runProgram('no-such-program', [])).ending, 'is not installed');
  await assert.rejects(
    outputOrThrow('sh', ['-c', 'echo half; exec sleep 600'], { timeout: 500 }),
    /sh -c .* did not end within 0\.5 s, and was killed:/,
  );
});
