import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { RecordCorrelator } from '../src/audit/correlate.ts';
import { type JournalEntry, parseJournalEntry } from '../src/audit/read-journal.ts';
import { driverRecord, gatewayRecord, inJournal, NOON_MS } from './journal-records.ts';

describe('a line of the journal', () => {
  it('belongs to the unit that journald notes, whatever the message says', () => {
    const forged = JSON.parse(inJournal(driverRecord('x', NOON_MS))) as Record<string, unknown>;
    forged._SYSTEMD_UNIT = 'garland-gateway.service';
    assert.equal(parseJournalEntry(JSON.stringify(forged))?.source, 'gateway');
    forged._SYSTEMD_UNIT = 'sshd.service';
    assert.equal(parseJournalEntry(JSON.stringify(forged)), undefined);
  });

  it('can hold anything at all', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void parseJournalEntry(line)));
    const bytes = [...Buffer.from('{"event":"ready"}')];
    const line = { _SYSTEMD_UNIT: 'garland-driver.service', __REALTIME_TIMESTAMP: '1', MESSAGE: bytes };
    assert.equal(parseJournalEntry(JSON.stringify(line))?.event, 'ready');
  });
});

describe('two journals', () => {
  const NEVER = { since: false, until: false };
  const requestIdOf = (i: number): string => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;

  it('give one entry a request, in either direction of time, and mark each that only one of them has', () => {
    const request = fc.record({
      sides: fc.constantFrom('both', 'driver_only', 'gateway_only'),
      atMs: fc.integer({ min: 0, max: 1_000_000 }),
      answerMs: fc.integer({ min: 0, max: 9_000 }),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 30 }), fc.boolean(), (requests, backwards) => {
        const entries = requests.flatMap(({ sides, atMs, answerMs }, i) => [
          ...(sides === 'gateway_only' ? [] : [driverRecord(requestIdOf(i), atMs)]),
          ...(sides === 'driver_only' ? [] : [gatewayRecord(requestIdOf(i), atMs + answerMs)]),
        ]);
        entries.sort((a, b) => (backwards ? b.atMs - a.atMs : a.atMs - b.atMs));
        const correlator = new RecordCorrelator(NEVER, () => NOON_MS);
        const found = [...entries.flatMap((each) => correlator.add(each)), ...correlator.flush('ended')];
        const byRequest = new Map(found.map(({ requestId, agreement }) => [requestId, agreement]));
        assert.equal(found.length, requests.length);
        for (const [i, { sides }] of requests.entries()) assert.equal(byRequest.get(requestIdOf(i)), sides);
      }),
    );
  });

  it('are not reported to disagree if the other record can have been cut off, or is still to come', () => {
    const agreementOf = (edges: typeof NEVER, nowMs: number, one: JournalEntry) => {
      const correlator = new RecordCorrelator(edges, () => nowMs);
      return [...correlator.add(one), ...correlator.flush('ended')][0]?.agreement;
    };
    const later = NOON_MS + 60_000;
    assert.equal(agreementOf({ since: true, until: false }, later, gatewayRecord('a', NOON_MS)), undefined);
    assert.equal(agreementOf(NEVER, later, gatewayRecord('a', NOON_MS)), 'gateway_only');
    assert.equal(agreementOf({ since: false, until: true }, later, driverRecord('a', NOON_MS)), undefined);
    assert.equal(agreementOf(NEVER, NOON_MS + 1, driverRecord('a', NOON_MS)), undefined);
    assert.equal(agreementOf(NEVER, later, driverRecord('a', NOON_MS)), 'driver_only');
  });

  it('mark a remote play without a request ID, which an honest gateway always sends', () => {
    const entry: JournalEntry = { ...driverRecord('', 1), fields: { role: 'remote', id: 'fire' } };
    assert.deepEqual(
      new RecordCorrelator(NEVER, () => NOON_MS).add(entry).map(({ agreement }) => agreement),
      ['driver_only'],
    );
  });

  it('keep a bounded number of unmatched records, and accept no ID twice from one side', () => {
    const correlator = new RecordCorrelator(NEVER, () => NOON_MS);
    let count = 0;
    for (let i = 0; i < 30_000; i++) count += correlator.add(driverRecord(`r${i}`, 1)).length;
    assert.equal(count, 20_000);
    const again = new RecordCorrelator(NEVER, () => NOON_MS);
    again.add(driverRecord('a', 1));
    assert.deepEqual(
      again.add(driverRecord('a', 2)).map(({ agreement }) => agreement),
      ['driver_only'],
    );
  });
});
