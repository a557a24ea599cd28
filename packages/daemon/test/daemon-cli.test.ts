import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { EX_USAGE, parseDaemonCli, StartError } from '../src/index.ts';

const parse = (...args: readonly string[]) => parseDaemonCli(args, '/etc/x.toml', 'Usage: x\n');

test("a daemon's own action is known to that daemon alone", () => {
  const own = parseDaemonCli(['--blank'], '/etc/x.toml', 'Usage: x\n', ['blank']);
  assert.deepEqual(own, { configFile: '/etc/x.toml', action: 'blank' });
  assert.throws(() => parse('--blank'), StartError);
});

describe("a daemon's command line", () => {
  test('runs with the usual file when it is empty', () => {
    assert.deepEqual(parse(), { configFile: '/etc/x.toml', action: 'run' });
  });

  for (const [args, expected] of [
    [['--config', 'a.toml'], { configFile: 'a.toml', action: 'run' }],
    [['-c', 'a.toml', '--check'], { configFile: 'a.toml', action: 'check' }],
    [['--help', '--check'], { configFile: '/etc/x.toml', action: 'help' }],
    [['--version'], { configFile: '/etc/x.toml', action: 'version' }],
  ] as const) {
    test(`takes ${args.join(' ')}`, () => assert.deepEqual(parse(...args), expected));
  }

  for (const args of [['--chekc'], ['file.toml'], ['--config']]) {
    test(`refuses ${args.join(' ')} and shows the usage`, () => {
      assert.throws(
        () => parse(...args),
        (error) =>
          error instanceof StartError && error.exitCode === EX_USAGE && error.message.includes('Usage: x'),
      );
    });
  }
});
