import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import type { AdminRecord } from '../src/audit/admin-actions.ts';
import { writeAdminRecords } from '../src/audit/write-admin-records.ts';
import { FakeJournal } from './fake-journal.ts';
import { type CommandResult, runGarland } from './run-garland.ts';
import { TokenFixture } from './token-fixture.ts';

const RECORD: AdminRecord = { event: 'exposure_changed', exposure: 'lan' };

/** Runs `garland` as root would, on a machine with these journals. */
function runAsRoot(journalSockets: readonly string[], ...args: readonly string[]): Promise<CommandResult> {
  const bin = temporaryFolder();
  writeFileSync(join(bin, 'systemctl'), '#!/bin/sh\nexit 0\n', { mode: 0o755 });
  const env = { PATH: `${bin}:${process.env.PATH}`, SUDO_USER: 'anna' };
  return runGarland(args, { journalSockets, env, workingDirectory: temporaryFolder() });
}

describe('what root changes', { concurrency: 4 }, () => {
  it('with garland token is on record, without the text of a token', async (t) => {
    const journal = await FakeJournal.start(t);
    const { dir, files } = new TokenFixture();
    const token = (...words: string[]): Promise<CommandResult> =>
      runAsRoot([journal.socket], 'token', ...words, '--dir', dir, '--json');
    const created = JSON.parse((await token('create', 'phone', '--expires', '1d')).stdout);
    const rotated = JSON.parse((await token('rotate', 'phone')).stdout);
    await token('revoke', 'phone');
    const { kid } = JSON.parse((await token('rotate-key')).stdout);
    const about = { subject: 'phone', folder: dir, sudoUser: 'anna' };
    const times = ({ exp }: { exp: number }): object => ({
      scope: 'play',
      expiresAt: new Date(exp * 1000).toISOString(),
    });
    const [first, second, ...others] = journal.records;
    assert.deepEqual(first, { event: 'token_created', ...about, tokenId: created.jti, ...times(created) });
    assert.deepEqual(second, {
      ...{ event: 'token_rotated', ...about, tokenId: rotated.jti, ...times(rotated) },
      replacedTokenId: created.jti,
      replacedEndsAt: new Date(rotated.replaced.endsAt * 1000).toISOString(),
    });
    assert.deepEqual(
      others.slice(0, 2).map(({ event, tokenId }) => [event, tokenId]),
      [created.jti, rotated.jti].map((jti) => ['token_revoked', jti]),
    );
    assert.deepEqual([others[2]?.event, others[2]?.keyId], ['key_rotated', kid]);
    const secrets = [created.token, rotated.token].map((text: string) => text.split('.')[2] ?? '');
    for (const secret of secrets) assert.ok(secret.length > 80 && !journal.streams.join().includes(secret));
    assert.ok(!journal.streams.join().includes(readFileSync(files.signingKey, 'utf8').slice(40, 90)));
  });

  it('with token init, expose and certificate client too', async (t) => {
    const journal = await FakeJournal.start(t);
    const dir = join(temporaryFolder(), 'tokens');
    await runAsRoot([journal.socket], 'token', 'init', '--tree', 'home', '--dir', dir);
    await runAsRoot([journal.socket], 'expose', 'internet');
    const clients = temporaryFolder();
    const made = await runAsRoot(
      [journal.socket],
      'certificate',
      'client',
      'bob',
      '--clients',
      clients,
      '--json',
    );
    assert.deepEqual(
      journal.records.map(({ event, tree, exposure, client }) => [event, tree ?? exposure ?? client]),
      [
        ['keys_created', 'home'],
        ['exposure_changed', 'internet'],
        ['client_certificate_created', 'bob'],
      ],
    );
    assert.ok(!journal.streams.join().includes(JSON.parse(made.stdout).password));
  });

  it('is not on record if nothing was changed', async (t) => {
    const journal = await FakeJournal.start(t);
    const { dir } = new TokenFixture();
    const sockets = [journal.socket];
    assert.equal((await runAsRoot(sockets, 'token', 'revoke', 'unknown', '--dir', dir)).code, 5);
    assert.equal((await runAsRoot(sockets, 'token', 'create', 'Not a name', '--dir', dir)).code, 2);
    assert.equal((await runAsRoot(sockets, 'token', 'list', '--dir', dir)).code, 0);
    assert.deepEqual(journal.streams, []);
  });

  it('begins with what journald needs to know of a stream', async (t) => {
    const journal = await FakeJournal.start(t);
    assert.ok(await writeAdminRecords([journal.socket], [RECORD, RECORD]));
    const line = '{"event":"exposure_changed","exposure":"lan"}\n';
    assert.deepEqual(journal.streams, [`garland-admin\n\n5\n0\n0\n0\n0\n${line}${line}`]);
  });

  it('goes to the next journal if one is missing, refuses, or does not accept', async (t) => {
    const refusing = await FakeJournal.start(t, (stream) => stream.destroy());
    const hanging = await FakeJournal.start(t, () => undefined);
    const good = await FakeJournal.start(t);
    for (const bad of [join(temporaryFolder(), 'none'), refusing.socket]) {
      assert.equal(await writeAdminRecords([bad], [RECORD]), false);
      assert.equal(await writeAdminRecords([bad, good.socket], [RECORD]), true);
    }
    assert.equal(good.records.length, 2);
    assert.equal(await writeAdminRecords([hanging.socket], [RECORD], 20), false);
  });

  it('happens without a journal too, and the command says so only where there should be one', async () => {
    const { dir } = new TokenFixture();
    const none = join(temporaryFolder(), 'stdout');
    const create = ['token', 'create', 'phone', '--dir', dir];
    for (const [sockets, isSaid] of [
      [[], false],
      [[none], true],
    ] as const) {
      const { code, stdout, stderr } = await runAsRoot(sockets, ...create);
      assert.equal(code, 0);
      assert.match(stdout, /^\S+\.\S+\.\S+\n$/);
      assert.equal(/not in the audit trail/.test(stderr), isSaid);
    }
  });
});
