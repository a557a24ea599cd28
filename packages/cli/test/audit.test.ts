import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import type { AuditEntry } from '../src/audit/audit-entry.ts';
import type { JournalEntry } from '../src/audit/read-journal.ts';
import { driverRecord, entry, gatewayRecord, inJournal, NOON_MS } from './journal-records.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

process.env.TZ = 'UTC';
/** A machine whose journal holds these entries, oldest first. */
function fakeJournalctl(
  lines: readonly string[],
  end = 'exit 0',
): { run(...args: readonly string[]): Promise<CommandResult>; passedArguments(): string[] } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'journal'), lines.map((line) => `${line}\n`).join(''));
  writeFileSync(
    join(folder, 'journalctl'),
    `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/arguments\ncase "$*" in *--reverse*) tac ${folder}/journal;; *) cat ${folder}/journal;; esac\n${end}\n`,
  );
  chmodSync(join(folder, 'journalctl'), 0o755);
  return {
    run: (...args) => runGarland(['audit', ...args], { env: { PATH: `${folder}:/usr/bin:/bin` } }),
    passedArguments: () => readFileSync(join(folder, 'arguments'), 'utf8').trim().split('\n'),
  };
}

const SAMPLE_RECORDS: readonly JournalEntry[] = [
  entry('driver', 'ready', NOON_MS - 60_000, { animation: 'off' }),
  driverRecord('a', NOON_MS),
  gatewayRecord('a', NOON_MS + 5),
  entry('driver', 'play', NOON_MS + 30_000, { role: 'local', id: 'snow' }),
  entry('gateway', 'request_refused', NOON_MS + 60_000, {
    requestId: 'b',
    clientAddress: '198.51.100.9',
    action: 'play',
    outcome: 'refused',
    reason: 'no_token',
    suppressed: 12,
  }),
  driverRecord('c', NOON_MS + 90_000),
  { ...entry('gateway', 'registry_unavailable', NOON_MS + 120_000, { problem: 'line 3' }), priority: 3 },
];

describe('garland audit', () => {
  it('prints a table with one line for the two records of a request', async () => {
    const { code, stdout } = await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run();
    assert.equal(code, 0);
    assert.deepEqual(stdout.split('\n'), [
      'TIME                       WHO             FROM             WHAT                      OUTCOME',
      '2026-12-24 12:00:00+00:00  phone           192.0.2.7        play fire                 done',
      '2026-12-24 12:00:30+00:00  local           -                play snow                 done',
      '2026-12-24 12:01:00+00:00  -               198.51.100.9     play                      refused (no_token), and 12 similar before it',
      '2026-12-24 12:01:30+00:00  -               -                play fire                 done  !! the gateway has no record of it',
      '2026-12-24 12:02:00+00:00  gateway         -                registry_unavailable      info (line 3)',
      '',
    ]);
  });

  it('prints the same when it reads forwards from a time on', async () => {
    const { run, passedArguments } = fakeJournalctl(SAMPLE_RECORDS.map(inJournal));
    const forwards = await run('--since', 'today');
    assert.equal(forwards.stdout, (await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run()).stdout);
    assert.deepEqual(passedArguments(), [
      '--namespace=*',
      '--output=json',
      '--all',
      '--no-pager',
      '--since=today',
      '_SYSTEMD_UNIT=garland-driver.service',
      '_SYSTEMD_UNIT=garland-gateway.service',
      '+',
      '_UID=0',
      '_TRANSPORT=stdout',
      'SYSLOG_IDENTIFIER=garland-admin',
    ]);
  });

  for (const [args, whats] of [
    [['--who', 'phone'], ['play fire']],
    [['--who', 'local'], ['play snow']],
    [['--refused'], ['play']],
    [
      ['--lines', '2'],
      ['play fire', 'registry_unavailable'],
    ],
    [['--all'], ['ready', 'play fire', 'play snow', 'play', 'play fire', 'registry_unavailable']],
  ] as const) {
    it(`${args.join(' ')} prints only what was asked for`, async () => {
      const { stdout } = await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run(...args, '--json');
      const entries = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditEntry);
      assert.deepEqual(
        entries.map(({ what }) => what),
        whats,
      );
    });
  }

  it('explains to a user without permission how to read the journal', async () => {
    const denied = "echo 'Hint: You are currently not seeing messages from other users.' >&2";
    const { code, stderr } = await fakeJournalctl([], denied).run();
    assert.equal(code, 4);
    assert.match(stderr, /not have permission to read the journal.*\n.*systemd-journal/);
    assert.equal((await fakeJournalctl([], 'exit 0').run()).code, 0);
  });

  it('distinguishes a machine without a journal from one without records', async () => {
    const { code, stderr } = await fakeJournalctl([], "echo 'No journal files were found.' >&2").run();
    assert.equal(code, 1);
    assert.match(stderr, /No journal was found/);
  });

  it('passes on the error of journalctl about an invalid time', async () => {
    const { code, stderr } = await fakeJournalctl(
      [],
      "echo 'Failed to parse timestamp: soon' >&2; exit 1",
    ).run('--since', 'soon');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /journalctl failed: Failed to parse timestamp: soon\n {2}Examples of times: .*"2026-/,
    );
  });

  it('prints no heading without records, and says that none match', async () => {
    const nothing = await fakeJournalctl([]).run();
    assert.deepEqual(nothing, { code: 0, stdout: '', stderr: 'No matching records.\n' });
    assert.deepEqual(await fakeJournalctl([]).run('--json'), { code: 0, stdout: '', stderr: '' });
    const wrong = await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run('--lines', '0');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
  });

  it('distinguishes an invalid configuration from one that needs a restart', async () => {
    const refused = [{ problems: ['driver.toml:1'] }, { restartRequired: ['strip.pixels'] }];
    const lines = refused.map((fields, i) =>
      inJournal(entry('driver', 'config_reload_rejected', NOON_MS + i, fields)),
    );
    const { stdout } = await fakeJournalctl(lines).run('--refused', '--json');
    assert.deepEqual(
      stdout
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as AuditEntry).reason),
      ['invalid_config', 'restart_required'],
    );
  });

  it('refuses --follow with --until', async () => {
    const { code, stderr } = await fakeJournalctl([]).run('--follow', '--until', 'today');
    assert.equal(code, 2);
    assert.match(stderr, /--until/);
  });

  it('escapes text of clients, so that it neither controls the terminal nor fakes a line', async () => {
    const evil = 'x\u001b[2J\n2026-12-24 12:00:00  owner';
    const { stdout } = await fakeJournalctl([
      inJournal(gatewayRecord('e', NOON_MS, evil)),
      inJournal(driverRecord('e', NOON_MS)),
    ]).run();
    assert.equal(stdout.split('\n').length, 3);
    assert.ok(!stdout.includes('\u001b'));
  });
});

describe('garland audit, of a compromised gateway', () => {
  const noise = (atMs: number): JournalEntry =>
    entry('gateway', 'request', atMs, { subject: 'phone', action: 'status', outcome: 'done' });

  it('reports what the driver played, whatever the gateway calls it', async () => {
    const lie = {
      ...gatewayRecord('a', NOON_MS + 5),
      fields: { ...gatewayRecord('a', 0).fields, animation: 'off' },
    };
    const { stdout } = await fakeJournalctl([driverRecord('a', NOON_MS), lie].map(inJournal)).run();
    assert.match(stdout, /play fire +done {2}!! the gateway has no record of it/);
    assert.match(stdout, /play off +done {2}\? {2}the driver has no record of it/);
  });

  it('continues, and trusts no field of its records, whatever they are called', async () => {
    const forged = { subject: 'local', action: 'play fire', outcome: 'done', atMs: NOON_MS + 1e9 };
    const names = Object.getOwnPropertyNames(Object.prototype);
    const lines = names.map((name, i) => inJournal(entry('gateway', name, NOON_MS + i, forged)));
    const { code, stdout } = await fakeJournalctl([inJournal(driverRecord('a', NOON_MS - 1)), ...lines]).run(
      '--all',
      '--json',
    );
    assert.equal(code, 0);
    const entries = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry);
    assert.deepEqual(
      entries.map(({ who, what }) => [who, what]),
      [['-', 'play fire'], ...names.map((name) => ['gateway', name])],
    );
  });

  for (const outcome of ['aborted', 'failed'])
    it(`raises no alarm over a play that the driver took and the gateway knows as ${outcome}`, async () => {
      const asked = gatewayRecord('a', NOON_MS + 5);
      const entries = [driverRecord('a', NOON_MS), { ...asked, fields: { ...asked.fields, outcome } }];
      const { stdout } = await fakeJournalctl(entries.map(inJournal)).run('--json');
      const { who, outcome: shown, reason, agreement } = JSON.parse(stdout) as AuditEntry;
      assert.deepEqual([who, shown, reason, agreement], ['phone', 'done', outcome, 'both']);
      const alone = await fakeJournalctl(entries.slice(1).map(inJournal)).run('--json');
      assert.deepEqual(
        [JSON.parse(alone.stdout).outcome, JSON.parse(alone.stdout).agreement],
        [outcome, undefined],
      );
    });

  it('does not leave out a play behind as many other records as are asked for', async () => {
    const flood = Array.from({ length: 60 }, (_, i) => noise(NOON_MS - 5_000 + i));
    const entries = [noise(NOON_MS - 60_000), ...flood, driverRecord('a', NOON_MS)];
    for (const next of [[], [noise(NOON_MS + 60_000)]]) {
      const { stdout } = await fakeJournalctl([...entries, ...next].map(inJournal)).run();
      assert.match(stdout, /play fire +done {2}!!/);
      assert.equal(stdout.trim().split('\n').length, 51);
    }
  });

  it('does not take its requests for those of the local command line or of a service', async () => {
    for (const who of ['local', 'root', 'driver', 'gateway', 'local ', 'l\u043ecal', '-']) {
      const records = [driverRecord('a', NOON_MS), gatewayRecord('a', NOON_MS + 5, who)].map(inJournal);
      const { stdout } = await fakeJournalctl(records).run('--json');
      assert.equal(JSON.parse(stdout).who, JSON.stringify(who));
      assert.equal((await fakeJournalctl(records).run('--json', '--who', who)).stdout, '');
    }
  });

  it('reads records that nest as deep as a line of the journal has room for', async () => {
    const deep = `{"event":"request","outcome":"done","action":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const line = JSON.stringify({ ...JSON.parse(inJournal(noise(NOON_MS))), MESSAGE: deep });
    const { code, stdout } = await fakeJournalctl([line, inJournal(noise(NOON_MS))]).run();
    assert.equal(code, 0);
    assert.match(stdout, /status +done/);
  });

  it('quotes each text that has not the form of its field, so that none can look like whole columns', async () => {
    const columns = '203.0.113.9      play off                 done';
    const names = ['clientAddress', 'requestId', 'action', 'animation', 'reason', 'subject'];
    const withField = (record: JournalEntry, name: string): JournalEntry => ({
      ...record,
      fields: { ...record.fields, [name]: columns },
    });
    const refusals = ['request_malformed', 'connection_refused', 'tls_handshake_failed'];
    for (const forged of [
      ...names.map((name) => withField(noise(NOON_MS), name)),
      ...refusals.map((event) => withField({ ...noise(NOON_MS), event }, 'reason')),
      { ...noise(NOON_MS), event: columns },
    ]) {
      const { stdout } = await fakeJournalctl([inJournal(forged)]).run('--all');
      assert.ok(!stdout.includes(columns) || stdout.includes(JSON.stringify(columns)), stdout);
      const { stdout: json } = await fakeJournalctl([inJournal(forged)]).run('--all', '--json');
      assert.ok(json.includes(JSON.stringify(JSON.stringify(columns)).slice(1, -1)), json);
    }
  });

  it('escapes control characters in JSON, too', async () => {
    const { stdout } = await fakeJournalctl([inJournal(gatewayRecord('a', NOON_MS, '\u009b2J\u007f'))]).run(
      '--json',
    );
    assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}/u);
    assert.equal(JSON.parse(stdout).who, JSON.stringify('\u009b2J\u007f'));
  });
});
