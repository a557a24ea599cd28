import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { EXPOSURES } from '@garland/cli/exposure/address-rules';
import { UNRECOVERABLE_EXIT_CODES } from '@garland/daemon';
import { ROOT } from '@garland/test-kit/programs';
import { settings, settingWords, UNITS_FOLDER } from './unit-settings.ts';

const UNITS = readdirSync(UNITS_FOLDER).filter((name) => /\.(service|socket)$/.test(name));

/** systemd before 253 does not know it; ours is 257. */
const NEWER_SYSTEMD_KEY = /Unknown key 'OpenFile'/;
/** These are there when the package is installed. */
const NOT_INSTALLED =
  /Command \/(etc\/garland\/node|usr\/bin\/garland|usr\/lib\/garland\/(with-known-board|seal-gateway|report-failure|close-port)) is not executable: No such file or directory/;

const canAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the units, by systemd-analyze', { skip: !canAnalyze && 'needs systemd-analyze' }, () => {
  test('have no mistakes', () => {
    const paths = UNITS.map((name) => join(UNITS_FOLDER, name));
    const { stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], {
      encoding: 'utf8',
    });
    const complaints = `${stdout}${stderr}`
      .split('\n')
      .filter((line) => line && !NEWER_SYSTEMD_KEY.test(line) && !NOT_INSTALLED.test(line));
    assert.deepEqual(
      complaints.filter((line) => line.includes('garland')),
      [],
    );
  });

  for (const [service, threshold] of [
    ['garland-gateway.service', 1],
    ['garland-driver.service', 10],
  ] as const) {
    test(`${service} is exposed by ${threshold / 10} at most`, () => {
      const options = ['security', '--offline=yes', '--no-pager', `--threshold=${threshold}`];
      const { status, stdout } = spawnSync('systemd-analyze', [...options, join(UNITS_FOLDER, service)], {
        encoding: 'utf8',
      });
      assert.equal(status, 0, stdout.split('\n').slice(-3).join('\n'));
    });
  }
});

describe('the units', () => {
  test('say of every socket who may open it', () => {
    assert.deepEqual(settings('garland-remote.socket', 'SocketMode'), ['0600']);
    assert.deepEqual(settings('garland-root.socket', 'SocketMode'), ['0600']);
    assert.deepEqual(settings('garland-root.socket', 'SocketGroup'), ['root']);
    assert.deepEqual(settings('garland-local.socket', 'SocketMode'), ['0660']);
    assert.deepEqual(settings('garland-local.socket', 'SocketGroup'), ['garland']);
  });

  test('restart at once, and have no limit that could take a listener down', () => {
    for (const name of UNITS.filter((unit) => !unit.endsWith('.timer'))) {
      const [key, where] = name.endsWith('.socket')
        ? ['TriggerLimitIntervalSec', name]
        : ['StartLimitIntervalSec', name];
      assert.deepEqual(settings(where, key), ['0'], name);
    }
    const daemons = UNITS.filter(
      (unit) => unit.endsWith('.service') && !settingWords(unit, 'Type').includes('oneshot'),
    );
    assert.equal(daemons.length, 2);
    for (const name of daemons) {
      assert.deepEqual(settings(name, 'Restart'), ['always']);
      // systemd does not forget how often it restarted: a delay that grows never shrinks again.
      assert.deepEqual(settings(name, 'RestartSteps'), []);
    }
  });

  test('have the reason reported after exit codes that need a person, or if systemd misses a file', () => {
    const codes = [...UNRECOVERABLE_EXIT_CODES, 203, 226, 243];
    const script = readFileSync(join(ROOT, 'deploy/bin/report-failure'), 'utf8');
    assert.ok(script.includes(`  ${codes.join(' | ')}) ;;`));
    for (const name of ['driver', 'gateway'])
      assert.deepEqual(settings(`garland-${name}.service`, 'OnFailure'), [`garland-failed@${name}.service`]);
    assert.deepEqual(settingWords('garland-gateway.service', 'RestartPreventExitStatus').map(Number), codes);
    assert.deepEqual(settings('garland-driver.service', 'RestartPreventExitStatus'), []);
  });

  test('have a watchdog for the driver that needs no socket of its own', () => {
    assert.deepEqual(settings('garland-driver.service', 'Type'), ['notify']);
    assert.deepEqual(settings('garland-driver.service', 'OpenFile'), ['/run/systemd/notify:notify']);
    assert.equal(settings('garland-driver.service', 'WatchdogSec').length, 1);
  });

  test('let the driver see what the LED addon opens, and the board that it knows', () => {
    const devices = settings('garland-driver.service', 'DeviceAllow').map((value) => value.split(' ')[0]);
    assert.deepEqual(devices.sort(), [
      '/dev/gpiomem',
      '/dev/mem',
      '/dev/null',
      '/dev/spidev0.0',
      '/dev/urandom',
      '/dev/vcio',
    ]);
    const [written] = settings('garland-board.service', 'ExecStart').map((value) => value.split(' ').at(-1));
    const shown = settingWords('garland-driver.service', 'BindReadOnlyPaths');
    assert.ok(shown.includes(`-${written}/cpuinfo:/proc/cpuinfo`));
    assert.ok(shown.includes(`-${written}/revision:/sys/firmware/devicetree/base/system/linux,revision`));
  });

  test('open the port to whom "garland expose lan" would', () => {
    const spelledOut: Readonly<Record<string, readonly string[]>> = {
      localhost: ['127.0.0.0/8', '::1/128'],
      'link-local': ['169.254.0.0/16', 'fe80::/64'],
      any: ['0.0.0.0/0', '::/0'],
    };
    const rules = (key: string): string[] =>
      settingWords('garland-gateway.socket', key).flatMap((word) => spelledOut[word] ?? [word]);
    assert.deepEqual(rules('IPAddressAllow'), EXPOSURES.lan.allow);
    assert.deepEqual(rules('IPAddressDeny'), EXPOSURES.lan.deny);
  });

  test('allow the gateway system calls by name, and none that could turn an inherited socket around', () => {
    const allowed = settingWords('garland-gateway.service', 'SystemCallFilter');
    assert.deepEqual(
      allowed.filter((name) => !/^[_a-z0-9]+$/.test(name)),
      [],
      'neither a group nor an exception',
    );
    const dangerous =
      'socket socketcall connect bind sendto sendmsg sendmmsg socketpair setsockopt shutdown memfd_create userfaultfd ' +
      'mremap remap_file_pages shmat ipc fork vfork execveat kill flock inotify_init1 io_uring_setup ptrace';
    assert.deepEqual(
      dangerous.split(' ').filter((name) => allowed.includes(name)),
      [],
    );
  });

  test('allow the gateway the system calls that it makes on 64-bit ARM', () => {
    // As traced there, less what systemd always allows. test/armv6 traces the 32-bit program itself.
    const traced =
      'accept4 capget clone clone3 close epoll_create1 epoll_ctl epoll_pwait eventfd2 faccessat fcntl fstat getcwd getpeername ' +
      'getsockname getsockopt ioctl listen lseek madvise newfstatat openat pipe2 prctl pread64 read readlinkat rt_sigaction ' +
      'rt_sigprocmask statx uname write writev';
    const allowed = settingWords('garland-gateway.service', 'SystemCallFilter');
    assert.deepEqual(
      traced.split(' ').filter((name) => !allowed.includes(name)),
      [],
    );
  });

  test('keep what a daemon writes in its own journal, off terminals and consoles', () => {
    for (const name of ['journald@garland-gateway.conf', 'journald@garland-driver.conf'])
      for (const target of ['Wall', 'Syslog', 'KMsg', 'Console'])
        assert.deepEqual(settings(name, `ForwardTo${target}`), ['no'], name);
  });

  test('let no user but root write to the driver’s journal', () => {
    assert.deepEqual(settings('systemd-journald@garland-driver.socket.conf', 'SocketMode'), ['0600']);
  });

  test('show each daemon the Node that it runs by: the program, where a folder would bring a link alone', () => {
    for (const name of ['garland-driver.service', 'garland-gateway.service'])
      assert.ok(settingWords(name, 'BindReadOnlyPaths').includes('/etc/garland/node'), name);
  });

  test('show the gateway nothing of /etc but its own, and not the key that signs', () => {
    const shown = settingWords('garland-gateway.service', 'BindReadOnlyPaths').map((path) =>
      path.replace(/^-/, ''),
    );
    assert.deepEqual(
      shown.filter((path) => path.startsWith('/etc/')),
      [
        '/etc/garland/node',
        '/etc/garland/gateway.toml',
        '/etc/garland/tokens',
        '/etc/garland/clients/ca.pem',
        '/etc/ssl/openssl.cnf',
      ],
    );
    assert.ok(
      settingWords('garland-gateway.service', 'InaccessiblePaths').includes('-+/etc/garland/tokens/private'),
    );
    assert.deepEqual(settings('garland-gateway.service', 'BindPaths'), []);
  });
});
