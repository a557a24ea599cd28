import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { findLastUses } from '../src/tokens/last-used.ts';
import { type CommandResult, runGarland } from './run-garland.ts';
import { TokenFixture } from './token-fixture.ts';

describe('token list', { concurrency: 4 }, () => {
  /** A fake journalctl that prints these records; the real one needs a machine on which Garland runs. */
  function withJournal(script: string): Readonly<Record<string, string>> {
    const bin = temporaryFolder();
    writeFileSync(join(bin, 'journalctl'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return { PATH: `${bin}:${process.env.PATH}` };
  }
  const entry = (time: Date, record: object | string): string =>
    JSON.stringify({
      _SYSTEMD_UNIT: 'garland-gateway.service',
      __REALTIME_TIMESTAMP: String(time.getTime() * 1000),
      MESSAGE: typeof record === 'string' ? record : JSON.stringify(record),
    });
  const printing = (lines: readonly string[]): string => `cat <<'END'\n${lines.join('\n')}\nEND`;
  const list = (
    folder: TokenFixture,
    env: Readonly<Record<string, string>>,
    ...more: string[]
  ): Promise<CommandResult> => runGarland(['token', 'list', '--dir', folder.dir, ...more], { env });

  it('finds the last use of each in the journal, and reports how far back it was read', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    await folder.issue('phone');
    const [ifttt, phone] = folder.registry.tokens;
    assert.ok(ifttt && phone);
    const newest = new Date(2026, 10, 20, 17, 30);
    const oldest = new Date(2026, 8, 3, 12);
    const env = withJournal(
      printing([
        entry(newest, 'Started garland-gateway.service.'),
        entry(newest, { event: 'request_refused', tokenId: phone.jti }),
        entry(newest, { event: 'request', tokenId: ifttt.jti }),
        'not JSON',
        entry(oldest, { event: 'request', tokenId: ifttt.jti }),
      ]),
    );
    const { stdout, stderr } = await list(folder, env);
    assert.match(stdout, /^ifttt .*2026-11-20 17:30/m);
    assert.match(stdout, /^phone .*\d{4}-\d\d-\d\d {2}- {2}/m);
    assert.match(stderr, /not used since 2026-09-03/);
    const json = JSON.parse((await list(folder, env, '--json')).stdout);
    assert.deepEqual(
      json.tokens.map(({ lastUsed, state }: { lastUsed: string; state: string }) => [lastUsed, state]),
      [
        [newest.toISOString(), 'valid'],
        [null, 'valid'],
      ],
    );
    assert.deepEqual(json.lastUse, { known: true, since: oldest.toISOString() });
  });

  it('ignores records whose token ID is not text', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const odd = ['{"toString":1,"valueOf":1}', deep, 'null', '7'].map((jti) =>
      entry(new Date(), `{"event":"request","tokenId":${jti}}`),
    );
    const used = entry(new Date(2026, 10, 20, 17, 30), {
      event: 'request',
      tokenId: folder.registry.tokens[0]?.jti,
    });
    const { code, stdout } = await list(folder, withJournal(printing([...odd, used])));
    assert.equal(code, 0);
    assert.match(stdout, /^ifttt .*2026-11-20 17:30/m);
  });

  it('reads only the records of the gateway, in its own journal', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    const heard = join(folder.dir, 'heard');
    await list(folder, withJournal(`echo "$@" > '${heard}'`));
    const words = readFileSync(heard, 'utf8').trim().split(' ');
    for (const word of ['--namespace=*', '_SYSTEMD_UNIT=garland-gateway.service', '--reverse'])
      assert.ok(words.includes(word), word);
    assert.ok(!words.includes('_SYSTEMD_UNIT=garland-driver.service'));
  });

  it('stops reading once it has found all', async () => {
    const folder = new TokenFixture();
    await folder.issue('ifttt');
    const line = entry(new Date(), { event: 'request', tokenId: folder.registry.tokens[0]?.jti });
    const { stdout, stderr } = await list(folder, withJournal(`while echo '${line}'; do :; done`));
    assert.doesNotMatch(stdout, / \? /);
    assert.equal(stderr, '');
  });

  it('stops at the time before which no use matters', async () => {
    const at = (day: number): Date => new Date(2026, 10, day, 12);
    const lines = [20, 10, 1].map((day) => entry(at(day), { event: 'request', tokenId: 'other' }));
    const env = { ...withJournal(`${printing(lines)}\nexec sleep 600`) } as NodeJS.ProcessEnv;
    const { isKnown, since } = await findLastUses(['mine'], env, { backToMs: at(15).getTime() });
    assert.deepEqual([isKnown, since], [true, at(10)]);
  });

  const UNREADABLE: Readonly<Record<string, readonly [env: () => Readonly<Record<string, string>>, RegExp]>> =
    {
      'there is no journalctl': [() => ({ PATH: temporaryFolder() }), /journalctl is not installed/],
      'it cannot be read': [
        () => withJournal('echo "No journal files were opened due to insufficient permissions." >&2; exit 1'),
        /not have permission to read the journal/,
      ],
      'it is empty': [() => withJournal('echo "-- No entries --"'), /has no records/],
    };
  for (const [title, [env, reason]] of Object.entries(UNREADABLE)) {
    it(`reports the last use as unknown if ${title}`, async () => {
      const folder = new TokenFixture();
      await folder.issue('ifttt');
      const { code, stdout, stderr } = await list(folder, env());
      assert.equal(code, 0);
      assert.match(stdout, /^ifttt .* {2}\? {2}/m);
      assert.match(stderr, reason);
      const json = JSON.parse((await list(folder, env(), '--json')).stdout);
      assert.equal(json.lastUse.known, false);
      assert.match(json.lastUse.because, reason);
    });
  }
});
