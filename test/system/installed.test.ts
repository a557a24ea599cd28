import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { isDarkFrame, isWarmFrame, waitForFrame } from '../support/frames.ts';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import {
  createToken,
  installAndWait,
  playAnimation,
  sendRequest,
  waitUntilReady,
} from './machine/install-garland.ts';
import type { CompletedProgram } from './machine/run-program.ts';
import { type JournalRecord, journalRecords, runOrThrow, waitUntil } from './machine/test-machine.ts';
import { REMOTE_ALLOWLIST } from './remote-allowlist.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

/** A line of `garland audit --json`, as far as it matters here. */
interface AuditLine {
  readonly what: string;
  readonly outcome: string;
  readonly agreement?: string;
}

/** A program in Perl. */
function connectWithoutPause(path: string, afterConnect: string): string {
  return `use Socket; fork; my @held;
    while (1) {
      socket(my $socket, AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0) or next;
      if (connect($socket, pack_sockaddr_un('${path}'))) { ${afterConnect} push @held, $socket; }
      shift @held if @held > 400;
    }`;
}

describe('Garland on a Debian, installed by apt and booted', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let token: string;
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    await runOrThrow(container, 'useradd -m -G garland member && useradd -m stranger');
    await container.stop();
    await container.start();
    await waitUntilReady(container);
    token = await createToken(container);
  });
  after(() => container.close());

  const local = (): Promise<DriverClient> => connectToDriver(container.path('/run/garland/local.sock'));
  const as = (user: string, command: string): Promise<CompletedProgram> =>
    container.run(`setpriv --reuid ${user} --regid ${user} --init-groups ${command}`);

  test('a request from outside with a fresh token changes the frame', async () => {
    assert.equal((await playAnimation(container, 'off', token)).status, 200);
    await waitForFrame(await local(), isDarkFrame);
    assert.equal((await playAnimation(container, 'warm_white', token)).status, 200);
    await waitForFrame(await local(), isWarmFrame);
  });

  test('the same request without a token changes nothing', async () => {
    assert.equal((await sendRequest(container, 'POST', '/v1/animations/off')).status, 401);
    await waitForFrame(await local(), isWarmFrame);
  });

  test('a token that was revoked is refused from the next request on', async () => {
    const lost = await createToken(container, 'lost');
    assert.equal((await playAnimation(container, 'rainbow', lost)).status, 200);
    await runOrThrow(container, 'garland token revoke lost');
    assert.equal((await playAnimation(container, 'snow', lost)).status, 401);
  });

  test('varlinkctl prints on the remote socket exactly the allowlist, as an enum', async () => {
    const text = await runOrThrow(
      container,
      'varlinkctl introspect unix:/run/garland/remote.sock io.garland.Driver',
    );
    const [, members = ''] = /^type AnimationId\(([^)]*)\)/m.exec(text) ?? [];
    assert.deepEqual(
      members
        .split(',')
        .map((id) => id.trim())
        .sort(),
      [...REMOTE_ALLOWLIST].sort(),
    );
    assert.doesNotMatch(text, /SetBrightness|Frames|Reload|Strip/);
  });

  test('garland works for a member of the group', async () => {
    const { code, stderr } = await as('member', 'garland play snow');
    assert.equal(code, 0, stderr);
    assert.match((await as('member', 'garland status')).stdout, /Snow/);
  });

  test('garland is refused for every other user, with advice', async () => {
    const { code, stderr } = await as('stranger', 'garland play snow');
    assert.notEqual(code, 0);
    assert.match(stderr, /not in group garland/);
    assert.match(stderr, /sudo usermod -aG garland/);
    assert.doesNotMatch(stderr, /EACCES|at .*:\d+/);
  });

  test('garland says so if a user who has a journal of their own cannot read the ones of Garland', async () => {
    await runOrThrow(container, 'groupadd -f sudo && useradd -m -G sudo admin');
    assert.equal((await as('admin', 'systemd-cat echo a login')).code, 0);
    // The control: journalctl does not say so.
    const journal = "journalctl --namespace='*' --output=json -u garland-driver";
    await waitUntil('journalctl reads their own', async () => {
      const { code, stdout, stderr } = await as('admin', journal);
      return code === 0 && stdout === '' && !/permission/.test(stderr);
    });
    const { code, stderr } = await as('admin', 'garland audit');
    assert.equal(code, 4);
    assert.match(stderr, /do not have permission to read the journal.*sudo/s);
    assert.match((await as('admin', 'garland token list')).stderr, /unknown.*permission/);
    await runOrThrow(container, 'usermod -aG systemd-journal admin');
    assert.match((await as('admin', 'garland audit')).stdout, /play/);
  });

  for (const [what, calls] of [
    ['without a pause', ''],
    ['and calls without a pause', 'syswrite($socket, qq({"method":"io.garland.Driver.Status"}\\0));'],
  ] as const) {
    test(`a member who connects ${what} keeps root out of the group's socket, and not out of root's own`, async () => {
      writeFileSync(container.path('/storm.pl'), connectWithoutPause('/run/garland/local.sock', calls));
      await runOrThrow(container, 'systemd-run --unit=storm --uid=member --gid=garland perl /storm.pl');
      const succeeded = async (options: string): Promise<number> => {
        const tries = `for i in 1 2 3 4 5 6 7 8; do garland ${options} status >/dev/null 2>&1 && echo ok; done; true`;
        return (await runOrThrow(container, tries)).split('ok').length - 1;
      };
      await waitUntil('the storm', async () => (await succeeded('--socket /run/garland/local.sock')) < 8);
      assert.equal(await succeeded(''), 8);
      await runOrThrow(container, 'systemctl stop storm && rm /storm.pl');
      assert.equal(await succeeded('--socket /run/garland/local.sock'), 8);
    });
  }

  test('not even a member may open the remote socket', async () => {
    const open = 'varlinkctl info unix:/run/garland/remote.sock';
    assert.notEqual((await as('member', open)).code, 0);
    assert.equal((await container.run(open)).code, 0);
  });

  test('what was asked and by whom is on record on both sides', async () => {
    const response = await playAnimation(container, 'fire', token);
    assert.equal(response.status, 200);
    const last = async (unit: string, event: string, id: string): Promise<JournalRecord> =>
      waitUntil(`${unit} has it on record`, async () => {
        const record = (await journalRecords(container, unit)).findLast(
          (candidate) => candidate.event === event,
        );
        return (record?.animation ?? record?.id) === id && record;
      });
    const asked = await last('garland-gateway', 'request', 'fire');
    const played = await last('garland-driver', 'play', 'fire');
    assert.deepEqual([asked.subject, asked.action, asked.animation], ['test', 'play', 'fire']);
    assert.deepEqual([played.role, played.id, played.requestId], ['remote', 'fire', asked.requestId]);
  });

  test('garland audit prints a request as one line confirmed by both journals, and marks a play that no gateway record explains', async () => {
    const audit = async (...options: string[]): Promise<AuditLine[]> => {
      const text = await runOrThrow(container, `garland audit --json ${options.join(' ')}`);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as AuditLine);
    };
    const parameters = JSON.stringify({ id: 'snow', requestId: '00000000-0000-4000-8000-000000000000' });
    await runOrThrow(
      container,
      `varlinkctl call unix:/run/garland/remote.sock io.garland.Driver.Play '${parameters}'`,
    );
    assert.equal((await playAnimation(container, 'twinkle', token)).status, 200);
    const twinkle = await waitUntil('the request is shown', async () =>
      (await audit('--who', 'test')).findLast(({ what }) => what === 'play twinkle'),
    );
    assert.deepEqual([twinkle.outcome, twinkle.agreement], ['done', 'both']);
    // It says so only once the gateway has had its time to write.
    const forged = await waitUntil('the other one is shown', async () =>
      (await audit('--since', '-5min')).find(({ agreement }) => agreement === 'driver_only'),
    );
    assert.equal(forged.what, 'play snow');
    assert.ok((await audit('--refused')).every(({ outcome }) => outcome !== 'done'));
    assert.equal((await as('stranger', 'garland audit')).code, 4);
  });

  test('garland token list shows when a token was last used', async () => {
    const tokens = JSON.parse(await runOrThrow(container, 'garland --json token list')) as object[];
    assert.match(JSON.stringify(tokens), /"lastUsed\w*":"?\d/);
  });

  test('garland doctor finds the services, sockets, files and sandboxes as the package made them', async () => {
    const { stdout } = await container.run('garland doctor --json');
    const diagnoses = JSON.parse(stdout) as { check: string; level: string; message: string }[];
    const sound = [
      'services',
      'reachability',
      'exposure',
      'certificate',
      'tokens',
      'file modes',
      'sandbox',
      'root processes',
    ];
    for (const check of sound) {
      const levels = diagnoses.filter((each) => each.check === check);
      assert.ok(levels.length > 0);
      assert.deepEqual(
        levels.filter(({ level }) => level !== 'ok'),
        [],
        stdout,
      );
    }
    await runOrThrow(container, 'chmod 644 /etc/garland/tokens/private/signing-key.pem');
    const found = await container.run('garland doctor');
    assert.equal(found.code, 1);
    assert.match(found.stdout, /chmod 600 .*signing-key\.pem/);
    await runOrThrow(container, 'chmod 600 /etc/garland/tokens/private/signing-key.pem');
  });

  test('the gateway has no privileges: not root, no capability, no new privileges, a system call filter', async () => {
    const status = await runOrThrow(
      container,
      'cat /proc/$(systemctl show -P MainPID garland-gateway)/status',
    );
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
    assert.doesNotMatch(field('Uid'), /\b0\b/);
    for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.match(field(set), /^0+$/, set);
    assert.deepEqual([field('NoNewPrivs'), field('Seccomp')], ['1', '2']);
  });
});
