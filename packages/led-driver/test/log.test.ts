import assert from 'node:assert/strict';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { createLog, DRIVER_EVENTS, type EventName, type LogStream } from '../src/log.ts';
import { temporaryFolder } from './driver-fixtures.ts';

function logKit(t: TestContext, env: (fd: number) => NodeJS.ProcessEnv = () => ({})) {
  const file = join(temporaryFolder(t), 'log');
  const fd = openSync(file, 'w');
  t.after(() => closeSync(fd));
  const out = new PassThrough() as LogStream;
  Object.assign(out, { fd });
  const lines: string[] = [];
  out.on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  let nowMs = 0;
  const log = createLog(out, env(fd), () => nowMs);
  const passMs = (ms: number): void => {
    nowMs += ms;
  };
  return { log, lines, passMs, file };
}

function journalName(fd: number): string {
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return `${dev}:${ino}`;
}

test('a record is one line of JSON that begins with its event', (t) => {
  const { log, lines } = logKit(t);
  log('play', { role: 'local', id: 'snow' });
  log('stopping');
  assert.deepEqual(lines, ['{"event":"play","role":"local","id":"snow"}\n', '{"event":"stopping"}\n']);
});

test('for the journal each line begins with its priority, for anything else it does not', (t) => {
  const journal = logKit(t, (fd) => ({ JOURNAL_STREAM: journalName(fd) }));
  const inherited = logKit(t, () => ({ JOURNAL_STREAM: '8:12345' }));
  for (const event of Object.keys(DRIVER_EVENTS) as EventName[]) {
    journal.log(event);
    inherited.log(event);
    assert.equal(journal.lines.at(-1), `<${DRIVER_EVENTS[event]}>{"event":"${event}"}\n`);
    assert.equal(inherited.lines.at(-1), `{"event":"${event}"}\n`);
  }
});

test('invisible characters of a peer are escaped', (t) => {
  const { log, lines } = logKit(t);
  log('play', { id: '\u202e\u200b\u2028x' });
  assert.deepEqual(lines, ['{"event":"play","id":"\\u202e\\u200b\\u2028x"}\n']);
});

test('no field of a record can start a new line', (t) => {
  const { log, lines } = logKit(t);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      log('play', { id: `${text}\n<0>{"event":"fatal_error"}\r\n` });
      const line = lines.pop() ?? '';
      assert.equal(line.indexOf('\n'), line.length - 1);
      assert.equal(line.includes('\r'), false);
      assert.equal(JSON.parse(line).event, 'play');
    }),
  );
});

test('records that peers cause are written up to a burst, then counted, and the count is reported', (t) => {
  for (const event of [
    'play_rejected',
    'connection_closed',
    'connection_rejected',
    'state_write_failed',
    'power_limited',
  ] as const) {
    const { log, lines, passMs } = logKit(t);
    for (let i = 0; i < 1_000; i++) log(event, { i });
    assert.equal(lines.length, 20);
    passMs(20_000);
    log(event, { i: 'after' });
    assert.equal(lines.at(-1), `{"event":"${event}","i":"after","suppressed":980}\n`);
    passMs(1_000_000);
    for (let i = 0; i < 1_000; i++) log(event, { i });
    assert.equal(lines.length, 21 + 20);
  }
});

test('what is played on this machine is never left out, however often, and whatever else is going on', (t) => {
  const { log, lines } = logKit(t);
  for (let i = 0; i < 500; i++) log('play_rejected');
  for (let i = 0; i < 2_000; i++) log('play', { role: 'remote', i });
  const before = lines.length;
  for (let i = 0; i < 2_000; i++) log('play', { role: 'local', i });
  assert.equal(lines.length - before, 2_000);
});

test('dropped records are counted in the next record of their kind, and in no other', (t) => {
  const { log, lines, passMs } = logKit(t);
  for (let i = 0; i < 30; i++) log('play_rejected');
  for (let i = 0; i < 1_000; i++) log('play', { role: 'remote' });
  log('play', { role: 'local' });
  log('brightness_set');
  assert.deepEqual(lines.slice(-2), ['{"event":"play","role":"local"}\n', '{"event":"brightness_set"}\n']);
  passMs(20_000);
  log('play_rejected');
  log('play', { role: 'remote' });
  assert.deepEqual(lines.slice(-2), [
    '{"event":"play_rejected","suppressed":10}\n',
    '{"event":"play","role":"remote","suppressed":400}\n',
  ]);
});

test('what is played over the web is on record for a quarter of an hour at the pace of a token, and counted beyond', (t) => {
  const { log, lines, passMs } = logKit(t);
  for (let second = 0; second < 900; second++) {
    log('play', { role: 'remote', second });
    passMs(1_000);
  }
  assert.equal(lines.length, 900);
  passMs(3_600_000);
  for (let i = 0; i < 1_000; i++) log('play', { role: 'remote', i });
  assert.equal(lines.length, 1_500);
  passMs(2_000);
  log('play', { role: 'remote', i: 'after' });
  assert.equal(lines.at(-1), '{"event":"play","role":"remote","i":"after","suppressed":400}\n');
});

test('if the reader of the log stalls, records are counted instead of piling up', () => {
  let release = (): void => {};
  const written: string[] = [];
  const out = new Writable({
    write(chunk, _encoding, done) {
      written.push(chunk.toString());
      release = done;
    },
  });
  const log = createLog(out, {}, () => 0);
  for (let i = 0; i < 100_000; i++) log('brightness_set', { i });
  assert.ok(out.writableLength < 300 * 1024, `${out.writableLength} bytes wait`);
  while (out.writableLength > 0) release();
  log('brightness_set');
  assert.match(written.at(-1) ?? '', /"suppressed":\d+/);
});

test('a log without a reader does not stop the driver', async () => {
  const out = new PassThrough();
  const log = createLog(out, {}, () => 0);
  out.destroy(new Error('EPIPE'));
  await new Promise((resolve) => out.once('close', resolve));
  log('play');
  log('stopped');
});
