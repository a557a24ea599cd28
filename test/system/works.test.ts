import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { connectToDriver, type DriverClient } from '@garland/protocol/client';
import { dark, frameWhere, warm } from '../support/light.ts';
import { ALLOWED } from './allowed.ts';
import { Container } from './machine/container.ts';
import { ask, createToken, installReady, play, ready } from './machine/garland.ts';
import { type JournalRecord, journal, must, until } from './machine/machine.ts';
import type { Result } from './machine/run.ts';
import { PACKAGE } from './prepare.ts';
import { whyNotHere } from './root.ts';

/** A line of `garland audit --json`, as far as it matters here. */
interface Told {
  readonly what: string;
  readonly outcome: string;
  readonly agreement?: string;
}

describe('Garland on a Debian, installed by apt and booted', { skip: whyNotHere() }, () => {
  let container: Container;
  let token: string;
  before(async () => {
    container = await Container.boot();
    await installReady(container, PACKAGE);
    await must(container, 'useradd -m -G garland member && useradd -m stranger');
    await container.stop();
    await container.start();
    await ready(container);
    token = await createToken(container);
  });
  after(() => container.close());

  const local = (): Promise<DriverClient> => connectToDriver(container.path('/run/garland/local.sock'));
  const as = (user: string, command: string): Promise<Result> =>
    container.run(`setpriv --reuid ${user} --regid ${user} --init-groups ${command}`);

  test('a request from outside with a fresh token changes the frame', async () => {
    assert.equal((await play(container, 'off', token)).status, 200);
    await frameWhere(await local(), dark);
    assert.equal((await play(container, 'warm_white', token)).status, 200);
    await frameWhere(await local(), warm);
  });

  test('the same request without a token changes nothing', async () => {
    assert.equal((await ask(container, 'POST', '/v1/animations/off')).status, 401);
    await frameWhere(await local(), warm);
  });

  test('a token that was revoked is refused from the next request on', async () => {
    const lost = await createToken(container, 'lost');
    assert.equal((await play(container, 'rainbow', lost)).status, 200);
    await must(container, 'garland token revoke lost');
    assert.equal((await play(container, 'snow', lost)).status, 401);
  });

  test('varlinkctl prints on the remote socket exactly the allowlist, as an enum', async () => {
    const text = await must(
      container,
      'varlinkctl introspect unix:/run/garland/remote.sock io.garland.Driver',
    );
    const [, members = ''] = /^type AnimationId\(([^)]*)\)/m.exec(text) ?? [];
    assert.deepEqual(
      members
        .split(',')
        .map((id) => id.trim())
        .sort(),
      [...ALLOWED].sort(),
    );
    assert.doesNotMatch(text, /SetBrightness|Frames|Reload|Strip/);
  });

  test('garland works for a member of the group', async () => {
    const { code, stderr } = await as('member', 'garland play snow');
    assert.equal(code, 0, stderr);
    assert.match((await as('member', 'garland status')).stdout, /Snow/);
  });

  test('garland is refused for anybody else, in words that help', async () => {
    const { code, stderr } = await as('stranger', 'garland play snow');
    assert.notEqual(code, 0);
    assert.match(stderr, /not in group garland/);
    assert.match(stderr, /sudo usermod -aG garland/);
    assert.doesNotMatch(stderr, /EACCES|at .*:\d+/);
  });

  test('not even a member may open the remote socket', async () => {
    const open = 'varlinkctl info unix:/run/garland/remote.sock';
    assert.notEqual((await as('member', open)).code, 0);
    assert.equal((await container.run(open)).code, 0);
  });

  test('what was asked and by whom is on record on both sides', async () => {
    const response = await play(container, 'fire', token);
    assert.equal(response.status, 200);
    const last = async (unit: string, event: string, id: string): Promise<JournalRecord> =>
      until(`${unit} has it on record`, async () => {
        const record = (await journal(container, unit)).findLast((candidate) => candidate.event === event);
        return record?.id === id && record;
      });
    const asked = await last('garland-gateway', 'request', 'fire');
    const played = await last('garland-driver', 'play', 'fire');
    assert.deepEqual([asked.who, asked.what, asked.id], ['test', 'play', 'fire']);
    assert.deepEqual([played.role, played.id, played.requestId], ['remote', 'fire', asked.requestId]);
  });

  test('garland audit tells a request in one line that both journals bear out, and what nobody asked the gateway for', async () => {
    const audit = async (...options: string[]): Promise<Told[]> => {
      const text = await must(container, `garland audit --json ${options.join(' ')}`);
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Told);
    };
    const parameters = JSON.stringify({ id: 'snow', requestId: '00000000-0000-4000-8000-000000000000' });
    await must(
      container,
      `varlinkctl call unix:/run/garland/remote.sock io.garland.Driver.Play '${parameters}'`,
    );
    assert.equal((await play(container, 'twinkle', token)).status, 200);
    const twinkle = await until('the request is told', async () =>
      (await audit('--who', 'test')).findLast(({ what }) => what === 'play twinkle'),
    );
    assert.deepEqual([twinkle.outcome, twinkle.agreement], ['done', 'both']);
    // It says so only once the gateway has had its time to write.
    const forged = await until('the other one is told', async () =>
      (await audit('--since', '-5min')).find(({ agreement }) => agreement === 'driver_only'),
    );
    assert.equal(forged.what, 'play snow');
    assert.ok((await audit('--refused')).every(({ outcome }) => outcome !== 'done'));
    assert.equal((await as('stranger', 'garland audit')).code, 4);
  });

  test('garland token list tells when a token was used last', async () => {
    const tokens = JSON.parse(await must(container, 'garland --json token list')) as object[];
    assert.match(JSON.stringify(tokens), /"lastUsed\w*":"?\d/);
  });

  test('garland doctor finds the services, sockets, files and sandboxes as the package made them', async () => {
    const { stdout } = await container.run('garland doctor --json');
    const diagnoses = JSON.parse(stdout) as { check: string; level: string; what: string }[];
    const sound = ['services', 'answers', 'exposure', 'certificate', 'tokens', 'modes', 'sandbox', 'root'];
    for (const check of sound) {
      const levels = diagnoses.filter((each) => each.check === check);
      assert.ok(levels.length > 0);
      assert.deepEqual(
        levels.filter(({ level }) => level !== 'ok'),
        [],
        stdout,
      );
    }
    await must(container, 'chmod 644 /etc/garland/tokens/private/signing-key.pem');
    const found = await container.run('garland doctor');
    assert.equal(found.code, 1);
    assert.match(found.stdout, /chmod 600 .*signing-key\.pem/);
    await must(container, 'chmod 600 /etc/garland/tokens/private/signing-key.pem');
  });

  test('the gateway is nobody: not root, no capability, no new privileges, a system call filter', async () => {
    const status = await must(container, 'cat /proc/$(systemctl show -P MainPID garland-gateway)/status');
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
    assert.doesNotMatch(field('Uid'), /\b0\b/);
    for (const set of ['CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.match(field(set), /^0+$/, set);
    assert.deepEqual([field('NoNewPrivs'), field('Seccomp')], ['1', '2']);
  });
});
