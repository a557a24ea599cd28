import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { listenFds, StartError } from '../src/index.ts';

const PID = 4711;
const ours = { LISTEN_PID: '4711', LISTEN_FDS: '2', LISTEN_FDNAMES: 'remote:local' };

interface Case {
  readonly title: string;
  readonly env: Readonly<Record<string, string>>;
  readonly descriptors: Readonly<Record<string, number>>;
}

const CASES: readonly Case[] = [
  { title: 'two sockets, by their names', env: ours, descriptors: { remote: 3, local: 4 } },
  { title: 'none when started by hand', env: {}, descriptors: {} },
  { title: 'none that are meant for a parent', env: { ...ours, LISTEN_PID: '4710' }, descriptors: {} },
  {
    title: 'none where the variable has another spelling of the number',
    env: { ...ours, LISTEN_PID: '04711' },
    descriptors: {},
  },
  { title: 'none when their number is no number', env: { ...ours, LISTEN_FDS: 'two' }, descriptors: {} },
  { title: 'none when their number is negative', env: { ...ours, LISTEN_FDS: '-1' }, descriptors: {} },
  { title: 'only as many as there are', env: { ...ours, LISTEN_FDS: '1' }, descriptors: { remote: 3 } },
  {
    title: 'one without a name as unknown',
    env: { LISTEN_PID: '4711', LISTEN_FDS: '1' },
    descriptors: { unknown: 3 },
  },
];

describe('systemd hands over', () => {
  for (const { title, env, descriptors } of CASES) {
    test(title, () => assert.deepEqual(Object.fromEntries(listenFds(env, PID)), descriptors));
  }

  test('two of one name are refused, because one would never be served', () => {
    const env = { ...ours, LISTEN_FDNAMES: 'remote:remote' };
    assert.throws(
      () => listenFds(env, PID),
      (error) => error instanceof StartError && /named "remote".*FileDescriptorName=/.test(error.message),
    );
  });
});
