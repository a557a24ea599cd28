import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { beforeEach, mock, test } from 'node:test';
import { createAuditLogger } from '../src/audit/audit-logger.ts';
import { createRecordWriter } from '../src/audit/record-writer.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A reader that takes what was written only when asked to drain. */
class SlowSink extends Writable {
  readonly received: string[] = [];
  #next: (() => void) | undefined;

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: string, next: () => void): void {
    this.received.push(text);
    this.#next = next;
  }

  async drain(): Promise<void> {
    while (this.#next) {
      const next = this.#next;
      this.#next = undefined;
      next();
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

/** Longer than a batch is held. */
const BATCH_MS = 20;

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
});

for (const [isForJournal, expected] of [
  [true, '<6>{"n":1}\n<3>{"n":2}\n'],
  [false, '{"n":1}\n{"n":2}\n'],
] as const)
  test(`records within a few milliseconds are one write ${isForJournal ? 'with' : 'without'} priorities`, async () => {
    const sink = new SlowSink();
    const writer = createRecordWriter(sink, isForJournal);
    writer.write('info', { n: 1 });
    writer.write('error', { n: 2 });
    assert.deepEqual(sink.received, []);
    mock.timers.tick(BATCH_MS);
    await nextTurn();
    assert.deepEqual(sink.received, [expected]);
  });

test('a batch counts as backlog before it is written', async () => {
  const sink = new SlowSink();
  const writer = createRecordWriter(sink, false);
  for (let n = 0; n < 300; n++) writer.write('info', { text: 'x'.repeat(1_000) });
  assert.equal(sink.writableLength, 0);
  assert.equal(writer.isBackpressured, true);
  mock.timers.tick(BATCH_MS);
  await nextTurn();
  assert.ok(sink.writableLength > 300_000);
  assert.equal(writer.isBackpressured, true);
  await sink.drain();
  assert.equal(writer.isBackpressured, false);
});

test('flush waits until a slow reader has taken everything', async () => {
  const sink = new SlowSink();
  const writer = createRecordWriter(sink, false);
  writer.write('info', { n: 1 });
  const flushed = writer.flush(1_000);
  let isSettled = false;
  void flushed.then(() => {
    isSettled = true;
  });
  mock.timers.tick(999);
  await nextTurn();
  assert.equal(isSettled, false);
  await sink.drain();
  assert.equal(await flushed, true);
  assert.deepEqual(sink.records, [{ n: 1 }]);
});

test('flush gives up on a stuck reader at the deadline', async () => {
  const writer = createRecordWriter(new SlowSink(), false);
  writer.write('info', { n: 1 });
  const flushed = writer.flush(1_000);
  mock.timers.tick(1_000);
  assert.equal(await flushed, false);
});

test('records for a reader that is too far behind are counted, and the count follows once it has caught up', async () => {
  const sink = new SlowSink();
  const audit = createAuditLogger(false, undefined, sink);
  const record = (): void =>
    audit.record('driver_disconnected', { reason: 'timed_out', detail: 'x'.repeat(1_000) });
  const recorded = 2_000;
  for (let n = 0; n < recorded; n++) {
    record();
    if (n % 20 !== 0) continue;
    mock.timers.tick(BATCH_MS);
    await nextTurn();
  }
  const backlogBytes = sink.writableLength;
  assert.ok(backlogBytes > 256 * 1024 && backlogBytes < 258 * 1024, `${backlogBytes}`);
  await sink.drain();
  const written = sink.records.length;
  record();
  const closed = audit.close();
  await nextTurn();
  await sink.drain();
  await closed;
  assert.equal(sink.records.length, written + 1);
  const suppressed = Number(sink.records.at(-1)?.suppressed);
  assert.ok(suppressed > 0);
  assert.equal(written + suppressed, recorded);
});
