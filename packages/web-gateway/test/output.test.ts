import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { createAudit } from '../src/audit/audit.ts';
import { createOutput } from '../src/audit/output.ts';

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A reader who takes what is written when it is told to. */
class SlowReader extends Writable {
  readonly taken: string[] = [];
  #goOn: () => void = () => {};

  constructor() {
    super({ decodeStrings: false });
  }

  override _write(text: string, _encoding: string, next: () => void): void {
    this.taken.push(text);
    this.#goOn = next;
  }

  async takeAll(): Promise<void> {
    while (this.writableLength > 0) {
      this.#goOn();
      await nextTurn();
    }
  }

  get records(): Record<string, unknown>[] {
    return this.taken
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
    const reader = new SlowReader();
    const output = createOutput(reader, forJournal);
    output.write('info', { n: 1 });
    output.write('error', { n: 2 });
    while (reader.taken.length === 0) await nextTurn();
    await reader.takeAll();
    assert.deepEqual(reader.taken, [`${priorities[0]}{"n":1}\n${priorities[1]}{"n":2}\n`]);
  }
});

test('what is held counts as not read, so that no flood of a moment piles up', async () => {
  const reader = new SlowReader();
  const output = createOutput(reader, false);
  for (let n = 0; n < 300; n++) output.write('info', { text: 'x'.repeat(1_000) });
  assert.equal(reader.writableLength, 0);
  assert.equal(output.isBehind, true);
  while (reader.taken.length === 0) await nextTurn();
  assert.equal(output.isBehind, true);
  await reader.takeAll();
  assert.equal(output.isBehind, false);
});

test('a reader that is behind is waited for at the end, but not for ever', async () => {
  const reader = new SlowReader();
  const output = createOutput(reader, false);
  output.write('info', { n: 1 });
  const written = output.written(10_000).then(() => 'written');
  assert.equal(await Promise.race([written, output.written(50).then(() => 'late')]), 'late');
  await reader.takeAll();
  assert.equal(await written, 'written');
});

test('for a reader that does not keep up, records are counted, and the counts are told when it has caught up', async () => {
  const reader = new SlowReader();
  const audit = createAudit(false, undefined, reader);
  const record = (): void => audit.record('driver_lost', { reason: 'timed_out', detail: 'x'.repeat(1_000) });
  const recorded = 2_000;
  for (let n = 0; n < recorded; n++) {
    record();
    if (n % 20 === 0) await delay(12);
  }
  const piledUpBytes = reader.writableLength;
  assert.ok(piledUpBytes > 256 * 1024 && piledUpBytes < 258 * 1024, `${piledUpBytes}`);
  await reader.takeAll();
  const before = reader.records.length;
  record();
  const closed = audit.close();
  await nextTurn();
  await reader.takeAll();
  await closed;
  assert.equal(reader.records.length, before + 1);
  const suppressed = Number(reader.records.at(-1)?.suppressed);
  assert.ok(suppressed > 0);
  assert.equal(before + suppressed, recorded);
});
