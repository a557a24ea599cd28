import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuditLogger } from '../src/audit/audit-logger.ts';
import { createRecordWriter } from '../src/audit/record-writer.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A reader who takes what is written when it is told to. */
class SlowSink extends Writable {
  readonly received: string[] = [];
  #goOn: () => void = () => {};

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: string, next: () => void): void {
    this.received.push(text);
    this.#goOn = next;
  }

  async drain(): Promise<void> {
    while (this.writableLength > 0) {
      this.#goOn();
      await nextTurn();
    }
  }

  get records(): Record<string, unknown>[] {
    return this.received
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  }
}

test('what is recorded within a few milliseconds is one write, a line each, with the priority in front for the journal', async () => {
  for (const [forJournal, priorities] of [
    [true, ['<6>', '<3>']],
    [false, ['', '']],
  ] as const) {
    const reader = new SlowSink();
    const output = createRecordWriter(reader, forJournal);
    output.write('info', { n: 1 });
    output.write('error', { n: 2 });
    while (reader.received.length === 0) await nextTurn();
    await reader.drain();
    assert.deepEqual(reader.received, [`${priorities[0]}{"n":1}\n${priorities[1]}{"n":2}\n`]);
  }
});

test('what is held counts as not read, so that no flood of a moment piles up', async () => {
  const reader = new SlowSink();
  const output = createRecordWriter(reader, false);
  for (let n = 0; n < 300; n++) output.write('info', { text: 'x'.repeat(1_000) });
  assert.equal(reader.writableLength, 0);
  assert.equal(output.isBackpressured, true);
  while (reader.received.length === 0) await nextTurn();
  assert.equal(output.isBackpressured, true);
  await reader.drain();
  assert.equal(output.isBackpressured, false);
});

test('a reader that is behind is waited for at the end, but not for ever', async () => {
  const reader = new SlowSink();
  const output = createRecordWriter(reader, false);
  output.write('info', { n: 1 });
  const written = output.flush(10_000).then(() => 'written');
  assert.equal(await Promise.race([written, output.flush(50).then(() => 'late')]), 'late');
  await reader.drain();
  assert.equal(await written, 'written');
});

test('for a reader that does not keep up, records are counted, and the counts are told when it has caught up', async () => {
  const reader = new SlowSink();
  const audit = createAuditLogger(false, undefined, reader);
  const record = (): void =>
    audit.record('driver_disconnected', { reason: 'timed_out', detail: 'x'.repeat(1_000) });
  const recorded = 2_000;
  for (let n = 0; n < recorded; n++) {
    record();
    if (n % 20 === 0) await delay(12);
  }
  const piledUpBytes = reader.writableLength;
  assert.ok(piledUpBytes > 256 * 1024 && piledUpBytes < 258 * 1024, `${piledUpBytes}`);
  await reader.drain();
  const before = reader.records.length;
  record();
  const closed = audit.close();
  await nextTurn();
  await reader.drain();
  await closed;
  assert.equal(reader.records.length, before + 1);
  const suppressed = Number(reader.records.at(-1)?.suppressed);
  assert.ok(suppressed > 0);
  assert.equal(before + suppressed, recorded);
});
