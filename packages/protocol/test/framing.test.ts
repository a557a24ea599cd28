import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Call, encodeFrame, FrameDecoder, parseCall } from '../src/index.ts';

const LIMIT = 64;

interface Decoded {
  readonly messages: string[];
  /** What the last `push` answered. */
  readonly open: boolean;
  /** The most memory that was held between two chunks. */
  readonly peakBytes: number;
}

function decode(chunks: Iterable<Uint8Array>, limit = LIMIT): Decoded {
  const decoder = new FrameDecoder(limit);
  const messages: string[] = [];
  let open = true;
  let peakBytes = 0;
  for (const chunk of chunks) {
    open = decoder.push(chunk, (message) => {
      messages.push(Buffer.from(message).toString('latin1'));
      return true;
    });
    peakBytes = Math.max(peakBytes, decoder.allocatedBytes);
  }
  return { messages, open, peakBytes };
}

/** Cuts bytes at the given places, which may coincide: that makes empty chunks. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, i) => bytes.subarray(ends[i - 1] ?? 0, end));
}

const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');

const cuts = fc.array(fc.nat(), { maxLength: 12 });

const validCall: fc.Arbitrary<Call> = fc
  .record({
    method: fc.string({ unit: 'grapheme' }),
    parameters: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }),
    flag: fc.constantFrom('more', 'oneway', 'neither'),
  })
  .map(({ method, parameters, flag }) => ({
    // As it comes out of JSON: without -0 and such.
    ...JSON.parse(JSON.stringify({ method, parameters })),
    more: flag === 'more',
    oneway: flag === 'oneway',
  }));

test('any split of a stream of calls decodes to the same calls', () => {
  fc.assert(
    fc.property(fc.array(validCall, { maxLength: 5 }), cuts, (calls, places) => {
      const stream = Buffer.concat(calls.map((call) => encodeFrame(call)));
      const decoded: unknown[] = [];
      const decoder = new FrameDecoder(stream.length);
      for (const chunk of cut(stream, places)) {
        decoder.push(chunk, (message) => {
          const call = parseCall(message);
          decoded.push(call.ok ? call.value : call.fault);
          return true;
        });
      }
      assert.deepEqual(decoded, calls);
      assert.equal(decoder.pendingBytes, 0);
    }),
  );
});

test('any split of any bytes decodes to the same messages and the same verdict', () => {
  const stream = fc.uint8Array({ maxLength: 300 }).map((random) => random.map((byte) => byte % 40));
  fc.assert(
    fc.property(stream, cuts, (random, places) => {
      const whole = decode([random]);
      const split = decode(cut(random, places));
      assert.deepEqual([split.messages, split.open], [whole.messages, whole.open]);
    }),
  );
});

test('no input, however it is cut, makes it throw or hold more than its limit', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 4000, size: 'max' }),
      fc.integer({ min: 0, max: 1000 }),
      cuts,
      (random, limit, places) => {
        assert.ok(decode(cut(random, places), limit).peakBytes <= limit);
      },
    ),
  );
});

test('fed one byte at a time for ever, it closes at the limit and keeps nothing', () => {
  const decoder = new FrameDecoder(LIMIT);
  const byte = bytes('x');
  for (let i = 0; i < LIMIT; i++) assert.ok(decoder.push(byte, () => assert.fail('no message has ended')));
  assert.deepEqual([decoder.pendingBytes, decoder.allocatedBytes], [LIMIT, LIMIT]);
  for (let i = 0; i < 1000; i++)
    assert.equal(
      decoder.push(byte, () => assert.fail('it is closed')),
      false,
    );
  assert.equal(decoder.pendingBytes, 0);
});

const LENGTHS = [
  { title: 'one byte below the limit', length: LIMIT - 1, open: true },
  { title: 'exactly at the limit', length: LIMIT, open: true },
  { title: 'one byte over the limit', length: LIMIT + 1, open: false },
];

for (const { title, length, open } of LENGTHS) {
  test(`a message ${title} is ${open ? 'taken' : 'refused'}, whole or in pieces`, () => {
    const stream = bytes(`${'x'.repeat(length)}\0`);
    const expected = open ? ['x'.repeat(length)] : [];
    for (const chunks of [[stream], cut(stream, [LIMIT / 2]), cut(stream, [...stream.keys()])]) {
      const decoded = decode(chunks);
      assert.deepEqual([decoded.messages, decoded.open], [expected, open]);
    }
  });
}

test('messages before one that is too long are handed over, those after it are not', () => {
  const decoded = decode([bytes(`a\0${'x'.repeat(LIMIT + 1)}\0b\0`), bytes('c\0')]);
  assert.deepEqual([decoded.messages, decoded.open], [['a'], false]);
});

test('an empty message is a message', () => {
  assert.deepEqual(decode([bytes('\0a\0\0')]).messages, ['', 'a', '']);
});

test('after a stop it takes nothing more, neither from that chunk nor from the next', () => {
  const decoder = new FrameDecoder(LIMIT);
  const messages: string[] = [];
  const takeOne = (message: Uint8Array): boolean => {
    messages.push(Buffer.from(message).toString());
    return false;
  };
  assert.equal(decoder.push(bytes('a\0b\0half'), takeOne), true);
  assert.equal(decoder.push(bytes(' of one\0c\0'), takeOne), true);
  assert.deepEqual(messages, ['a']);
  assert.equal(decoder.pendingBytes, 0);
});

test('a frame has exactly one NUL, at its end, whatever the text in it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const frame = encodeFrame({ text });
      assert.equal(frame.indexOf(0), frame.length - 1);
    }),
  );
});
