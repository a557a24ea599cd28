import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import fc from 'fast-check';
import type { AuditEntry } from '../src/audit/audit-entry.ts';
import { RecordCorrelator } from '../src/audit/correlate.ts';
import { type JournalEntry, parseJournalEntry } from '../src/audit/read-journal.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

process.env.TZ = 'UTC';
const NOON_MS = Date.UTC(2026, 11, 24, 12);

function entry(
  service: JournalEntry['service'],
  event: string,
  atMs: number,
  fields: object = {},
): JournalEntry {
  return { service, event, atMs, priority: 5, fields: { ...fields } };
}

const driverRecord = (requestId: string, atMs: number): JournalEntry =>
  entry('driver', 'play', atMs, { role: 'remote', id: 'fire', requestId });
const gatewayRecord = (requestId: string, atMs: number, who = 'phone'): JournalEntry =>
  entry('gateway', 'request', atMs, {
    requestId,
    subject: who,
    clientAddress: '192.0.2.7',
    action: 'play',
    animation: 'fire',
    outcome: 'done',
  });

/** As `journalctl -o json` has it. */
function inJournal({ service, event, atMs, priority, fields }: JournalEntry): string {
  return JSON.stringify({
    __REALTIME_TIMESTAMP: String(atMs * 1000),
    _SYSTEMD_UNIT: `garland-${service}.service`,
    PRIORITY: String(priority),
    MESSAGE: JSON.stringify({ event, ...fields }),
  });
}

/** A machine whose journal holds these entries, oldest first. */
function fakeJournalctl(
  lines: readonly string[],
  end = 'exit 0',
): { run(...args: readonly string[]): Promise<CommandResult>; told(): string[] } {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'journal'), lines.map((line) => `${line}\n`).join(''));
  writeFileSync(
    join(folder, 'journalctl'),
    `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/told\ncase "$*" in *--reverse*) tac ${folder}/journal;; *) cat ${folder}/journal;; esac\n${end}\n`,
  );
  chmodSync(join(folder, 'journalctl'), 0o755);
  return {
    run: (...args) => runGarland(['audit', ...args], { env: { PATH: `${folder}:/usr/bin:/bin` } }),
    told: () => readFileSync(join(folder, 'told'), 'utf8').trim().split('\n'),
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
  it('is a table of who did what, with one line for the two records of a request', async () => {
    const { code, stdout } = await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run();
    assert.equal(code, 0);
    assert.deepEqual(stdout.split('\n'), [
      'TIME                 WHO             FROM             WHAT                      OUTCOME',
      '2026-12-24 12:00:00  phone           192.0.2.7        play fire                 done',
      '2026-12-24 12:00:30  local           -                play snow                 done',
      '2026-12-24 12:01:00  -               198.51.100.9     play                      refused (no_token), and 12 similar before it',
      '2026-12-24 12:01:30  -               -                play fire                 done  !! the gateway has no record of it',
      '2026-12-24 12:02:00  gateway         -                registry_unavailable      info (line 3)',
      '',
    ]);
  });

  it('is the same forwards from a time on', async () => {
    const { run, told } = fakeJournalctl(SAMPLE_RECORDS.map(inJournal));
    const forwards = await run('--since', 'today');
    assert.equal(forwards.stdout, (await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run()).stdout);
    assert.deepEqual(told(), [
      '--namespace=*',
      '--output=json',
      '--all',
      '--no-pager',
      '--since=today',
      '_SYSTEMD_UNIT=garland-driver.service',
      '_SYSTEMD_UNIT=garland-gateway.service',
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
    it(`${args.join(' ')} tells only what was asked for`, async () => {
      const { stdout } = await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run(...args, '--json');
      const told = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as AuditEntry);
      assert.deepEqual(
        told.map(({ what }) => what),
        whats,
      );
    });
  }

  it('says who may read the journal to those who may not', async () => {
    const denied = "echo 'Hint: You are currently not seeing messages from other users.' >&2";
    const { code, stderr } = await fakeJournalctl([], denied).run();
    assert.equal(code, 4);
    assert.match(stderr, /not have permission to read the journal.*\n.*systemd-journal/);
    assert.equal((await fakeJournalctl([], 'exit 0').run()).code, 0);
  });

  it('does not take a machine without a journal for one on which nothing has happened', async () => {
    const { code, stderr } = await fakeJournalctl([], "echo 'No journal files were found.' >&2").run();
    assert.equal(code, 1);
    assert.match(stderr, /No journal was found/);
  });

  it('hands on what journalctl says to a time that is none', async () => {
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

  it('is no table where there is nothing to tell, and says which of the two it is', async () => {
    const nothing = await fakeJournalctl([]).run();
    assert.deepEqual(nothing, { code: 0, stdout: '', stderr: 'No matching records.\n' });
    assert.deepEqual(await fakeJournalctl([]).run('--json'), { code: 0, stdout: '', stderr: '' });
    const wrong = await fakeJournalctl(SAMPLE_RECORDS.map(inJournal)).run('--lines', '0');
    assert.deepEqual([wrong.code, wrong.stdout], [2, '']);
  });

  it('tells a configuration that is wrong from one that needs a restart', async () => {
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

  it('refuses to follow what has an end', async () => {
    const { code, stderr } = await fakeJournalctl([]).run('--follow', '--until', 'today');
    assert.equal(code, 2);
    assert.match(stderr, /--until/);
  });

  it('lets nothing that somebody chose steer the terminal, or pretend to be another line', async () => {
    const evil = 'x\u001b[2J\n2026-12-24 12:00:00  owner';
    const { stdout } = await fakeJournalctl([
      inJournal(gatewayRecord('e', NOON_MS, evil)),
      inJournal(driverRecord('e', NOON_MS)),
    ]).run();
    assert.equal(stdout.split('\n').length, 3);
    assert.ok(!stdout.includes('\u001b'));
  });
});

describe('garland audit, of a gateway in wrong hands', () => {
  const noise = (atMs: number): JournalEntry =>
    entry('gateway', 'request', atMs, { subject: 'phone', action: 'status', outcome: 'done' });

  it('tells what the driver played, whatever else the gateway says that this was', async () => {
    const lie = {
      ...gatewayRecord('a', NOON_MS + 5),
      fields: { ...gatewayRecord('a', 0).fields, animation: 'off' },
    };
    const { stdout } = await fakeJournalctl([driverRecord('a', NOON_MS), lie].map(inJournal)).run();
    assert.match(stdout, /play fire +done {2}!! the gateway has no record of it/);
    assert.match(stdout, /play off +done {2}\? {2}the driver has no record of it/);
  });

  it('goes on, and takes no word of it for its own, whatever its records are called', async () => {
    const forged = { subject: 'local', action: 'play fire', outcome: 'done', atMs: NOON_MS + 1e9 };
    const names = Object.getOwnPropertyNames(Object.prototype);
    const lines = names.map((name, i) => inJournal(entry('gateway', name, NOON_MS + i, forged)));
    const { code, stdout } = await fakeJournalctl([inJournal(driverRecord('a', NOON_MS - 1)), ...lines]).run(
      '--all',
      '--json',
    );
    assert.equal(code, 0);
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEntry);
    assert.deepEqual(
      told.map(({ who, what }) => [who, what]),
      [['-', 'play fire'], ...names.map((name) => ['gateway', name])],
    );
  });

  for (const outcome of ['aborted', 'failed'])
    it(`raises no alarm over a play that the driver took and the gateway knows as ${outcome}`, async () => {
      const asked = gatewayRecord('a', NOON_MS + 5);
      const entries = [driverRecord('a', NOON_MS), { ...asked, fields: { ...asked.fields, outcome } }];
      const { stdout } = await fakeJournalctl(entries.map(inJournal)).run('--json');
      const { who, outcome: told, reason, agreement } = JSON.parse(stdout) as AuditEntry;
      assert.deepEqual([who, told, reason, agreement], ['phone', 'done', outcome, 'both']);
      const alone = await fakeJournalctl(entries.slice(1).map(inJournal)).run('--json');
      assert.deepEqual(
        [JSON.parse(alone.stdout).outcome, JSON.parse(alone.stdout).agreement],
        [outcome, undefined],
      );
    });

  it('does not leave out what was played beside as many other records as are asked for', async () => {
    const flood = Array.from({ length: 60 }, (_, i) => noise(NOON_MS - 5_000 + i));
    const entries = [noise(NOON_MS - 60_000), ...flood, driverRecord('a', NOON_MS)];
    for (const next of [[], [noise(NOON_MS + 60_000)]]) {
      const { stdout } = await fakeJournalctl([...entries, ...next].map(inJournal)).run();
      assert.match(stdout, /play fire +done {2}!!/);
      assert.equal(stdout.trim().split('\n').length, 51);
    }
  });

  it('does not take its requests for what the local command line or a service did', async () => {
    for (const who of ['local', 'driver', 'gateway', 'local ', 'l\u043ecal', '-']) {
      const records = [driverRecord('a', NOON_MS), gatewayRecord('a', NOON_MS + 5, who)].map(inJournal);
      const { stdout } = await fakeJournalctl(records).run('--json');
      assert.equal(JSON.parse(stdout).who, JSON.stringify(who));
      assert.equal((await fakeJournalctl(records).run('--json', '--who', who)).stdout, '');
    }
  });

  it('is told also with records that nest as deep as a line of the journal has room for', async () => {
    const deep = `{"event":"request","outcome":"done","action":${'['.repeat(20_000)}${']'.repeat(20_000)}}`;
    const line = JSON.stringify({ ...JSON.parse(inJournal(noise(NOON_MS))), MESSAGE: deep });
    const { code, stdout } = await fakeJournalctl([line, inJournal(noise(NOON_MS))]).run();
    assert.equal(code, 0);
    assert.match(stdout, /status +done/);
  });

  it('steers no terminal in JSON either', async () => {
    const { stdout } = await fakeJournalctl([inJournal(gatewayRecord('a', NOON_MS, '\u009b2J\u007f'))]).run(
      '--json',
    );
    assert.doesNotMatch(stdout.replaceAll('\n', ''), /\p{Cc}/u);
    assert.equal(JSON.parse(stdout).who, JSON.stringify('\u009b2J\u007f'));
  });
});

describe('a line of the journal', () => {
  it('is believed by the unit that journald notes, whatever the message says', () => {
    const forged = JSON.parse(inJournal(driverRecord('x', NOON_MS))) as Record<string, unknown>;
    forged._SYSTEMD_UNIT = 'garland-gateway.service';
    assert.equal(parseJournalEntry(JSON.stringify(forged))?.service, 'gateway');
    forged._SYSTEMD_UNIT = 'sshd.service';
    assert.equal(parseJournalEntry(JSON.stringify(forged)), undefined);
  });

  it('may hold anything at all', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void parseJournalEntry(line)));
    const bytes = [...Buffer.from('{"event":"ready"}')];
    const line = { _SYSTEMD_UNIT: 'garland-driver.service', __REALTIME_TIMESTAMP: '1', MESSAGE: bytes };
    assert.equal(parseJournalEntry(JSON.stringify(line))?.event, 'ready');
  });
});

describe('two journals', () => {
  const NEVER = { since: false, until: false };

  it('give one happening a request, in either direction of time, and name each that has one side only', () => {
    const request = fc.record({
      sides: fc.constantFrom('both', 'driver_only', 'gateway_only'),
      atMs: fc.integer({ min: 0, max: 1_000_000 }),
      answerMs: fc.integer({ min: 0, max: 9_000 }),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), fc.boolean(), (requests, backwards) => {
        const entries = requests.flatMap(({ sides, atMs, answerMs }, i) => [
          ...(sides === 'gateway_only' ? [] : [driverRecord(`r${i}`, atMs)]),
          ...(sides === 'driver_only' ? [] : [gatewayRecord(`r${i}`, atMs + answerMs)]),
        ]);
        entries.sort((a, b) => (backwards ? b.atMs - a.atMs : a.atMs - b.atMs));
        const trail = new RecordCorrelator(NEVER, () => NOON_MS);
        const told = [...entries.flatMap((each) => trail.add(each)), ...trail.flush('ended')];
        const byRequest = new Map(told.map(({ requestId, agreement }) => [requestId, agreement]));
        assert.equal(told.length, requests.length);
        for (const [i, { sides }] of requests.entries()) assert.equal(byRequest.get(`r${i}`), sides);
      }),
    );
  });

  it('are not said to disagree where the other record may have been cut off, or is still to come', () => {
    const agreementOf = (edges: typeof NEVER, nowMs: number, one: JournalEntry) => {
      const trail = new RecordCorrelator(edges, () => nowMs);
      return [...trail.add(one), ...trail.flush('ended')][0]?.agreement;
    };
    const later = NOON_MS + 60_000;
    assert.equal(agreementOf({ since: true, until: false }, later, gatewayRecord('a', NOON_MS)), undefined);
    assert.equal(agreementOf(NEVER, later, gatewayRecord('a', NOON_MS)), 'gateway_only');
    assert.equal(agreementOf({ since: false, until: true }, later, driverRecord('a', NOON_MS)), undefined);
    assert.equal(agreementOf(NEVER, NOON_MS + 1, driverRecord('a', NOON_MS)), undefined);
    assert.equal(agreementOf(NEVER, later, driverRecord('a', NOON_MS)), 'driver_only');
  });

  it('name what was played for the web without a request ID, which a gateway in its right mind always sends', () => {
    const entry: JournalEntry = { ...driverRecord('', 1), fields: { role: 'remote', id: 'fire' } };
    assert.deepEqual(
      new RecordCorrelator(NEVER, () => NOON_MS).add(entry).map(({ agreement }) => agreement),
      ['driver_only'],
    );
  });

  it('hold no more than so many that wait, and take no ID twice from one side', () => {
    const trail = new RecordCorrelator(NEVER, () => NOON_MS);
    let told = 0;
    for (let i = 0; i < 30_000; i++) told += trail.add(driverRecord(`r${i}`, 1)).length;
    assert.equal(told, 20_000);
    const again = new RecordCorrelator(NEVER, () => NOON_MS);
    again.add(driverRecord('a', 1));
    assert.deepEqual(
      again.add(driverRecord('a', 2)).map(({ agreement }) => agreement),
      ['driver_only'],
    );
  });
});
