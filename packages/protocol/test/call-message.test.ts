import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  CALL_LIMIT_BYTES,
  encodeFrame,
  FrameDecoder,
  MAX_JSON_DEPTH,
  type MessageFault,
  parseCall,
  parseJsonObject,
  parseReply,
} from '../src/index.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** Text as bytes; a Buffer stands for itself, for what is not text. */
type Message = string | Uint8Array;
const toBytes = (message: Message): Uint8Array =>
  typeof message === 'string' ? Buffer.from(message) : message;

interface Case {
  readonly title: string;
  readonly faulty: Message;
  readonly fault: MessageFault;
  /** The same message without the fault. */
  readonly control: Message;
}

/** What is wrong with any message, written around one JSON member. */
const anyMessage = (member: string, parameters: (value: string) => string): Case[] => [
  {
    title: 'invalid UTF-8',
    faulty: Buffer.from([
      ...Buffer.from(`{${member},"parameters":{"a":"`),
      0xc3,
      0x28,
      ...Buffer.from('"}}'),
    ]),
    fault: 'not_utf8',
    control: parameters('{"a":"Ã("}'),
  },
  {
    title: 'a surrogate in UTF-8',
    faulty: Buffer.from([
      ...Buffer.from(`{${member},"parameters":{"a":"`),
      0xed,
      0xa0,
      0x80,
      ...Buffer.from('"}}'),
    ]),
    fault: 'not_utf8',
    control: parameters('{"a":"\\ud800"}'),
  },
  { title: 'a byte order mark', faulty: `\uFEFF{${member}}`, fault: 'not_json', control: `{${member}}` },
  { title: 'no bytes at all', faulty: '', fault: 'not_json', control: `{${member}}` },
  {
    title: 'something after the object',
    faulty: `{${member}} {}`,
    fault: 'not_json',
    control: `{${member}} `,
  },
  { title: 'a comma too many', faulty: `{${member},}`, fault: 'not_json', control: `{${member}}` },
  { title: 'NaN', faulty: parameters('{"a":NaN}'), fault: 'not_json', control: parameters('{"a":1e400}') },
  { title: 'a list', faulty: `[{${member}}]`, fault: 'not_object', control: `{${member}}` },
  { title: 'null', faulty: 'null', fault: 'not_object', control: `{${member}}` },
  { title: 'text', faulty: '"{}"', fault: 'not_object', control: `{${member}}` },
  { title: 'a key twice', faulty: `{${member},${member}}`, fault: 'duplicate_key', control: `{${member}}` },
  {
    title: 'a key twice, deep inside',
    faulty: parameters('{"a":[{"b":1,"b":1}]}'),
    fault: 'duplicate_key',
    control: parameters('{"a":[{"b":1},{"b":1}],"b":1}'),
  },
  {
    title: 'a key twice, once written with an escape',
    faulty: parameters('{"id":1,"\\u0069d":2}'),
    fault: 'duplicate_key',
    control: parameters('{"id":1,"\\\\u0069d":2}'),
  },
  {
    title: '__proto__ twice',
    faulty: parameters('{"__proto__":1,"__proto__":1}'),
    fault: 'duplicate_key',
    control: parameters('{"__proto__":1,"constructor":1}'),
  },
  {
    title: 'too deep a nest',
    faulty: parameters(`{"a":${nested(MAX_JSON_DEPTH - 1)}}`),
    fault: 'too_deep',
    control: parameters(`{"a":${nested(MAX_JSON_DEPTH - 2)},"b":"${nested(50)}"}`),
  },
  {
    title: 'an unknown key',
    faulty: `{${member},"upgrade":true}`,
    fault: 'unknown_key',
    control: `{${member}}`,
  },
  {
    title: 'the key __proto__',
    faulty: `{${member},"__proto__":{}}`,
    fault: 'unknown_key',
    control: `{${member}}`,
  },
  {
    title: 'the key constructor',
    faulty: `{${member},"constructor":1}`,
    fault: 'unknown_key',
    control: `{${member}}`,
  },
  { title: 'parameters in a list', faulty: parameters('[]'), fault: 'wrong_type', control: parameters('{}') },
  {
    title: 'parameters as text',
    faulty: parameters('"{}"'),
    fault: 'wrong_type',
    control: parameters('null'),
  },
];

const call = (rest: string): string => `{"method":"a.B"${rest}}`;

const CALL_CASES: readonly Case[] = [
  ...anyMessage('"method":"a.B"', (value) => call(`,"parameters":${value}`)),
  {
    title: 'no method',
    faulty: '{"parameters":{}}',
    fault: 'missing_key',
    control: '{"method":"","parameters":{}}',
  },
  {
    title: 'a method that is null',
    faulty: '{"method":null}',
    fault: 'wrong_type',
    control: '{"method":"null"}',
  },
  {
    title: 'a method that is a list',
    faulty: '{"method":["a.B"]}',
    fault: 'wrong_type',
    control: '{"method":"a.B"}',
  },
  {
    title: '"more" that is a number',
    faulty: call(',"more":1'),
    fault: 'wrong_type',
    control: call(',"more":true'),
  },
  {
    title: '"more" that is null',
    faulty: call(',"more":null'),
    fault: 'wrong_type',
    control: call(',"more":false'),
  },
  {
    title: '"oneway" that is text',
    faulty: call(',"oneway":"true"'),
    fault: 'wrong_type',
    control: call(',"oneway":true'),
  },
  {
    title: 'both "more" and "oneway"',
    faulty: call(',"more":true,"oneway":true'),
    fault: 'more_and_oneway',
    control: call(',"more":true,"oneway":false'),
  },
  {
    title: 'the method twice, once written with an escape',
    faulty: '{"method":"a.B","m\\u0065thod":"a.C"}',
    fault: 'duplicate_key',
    control: '{"m\\u0065thod":"a.B"}',
  },
];

const REPLY_CASES: readonly Case[] = [
  ...anyMessage('"continues":false', (value) => `{"continues":false,"parameters":${value}}`),
  {
    title: '"continues" that is null',
    faulty: '{"continues":null}',
    fault: 'wrong_type',
    control: '{"continues":true}',
  },
  {
    title: 'an error that is a number',
    faulty: '{"error":5}',
    fault: 'wrong_type',
    control: '{"error":"5"}',
  },
  { title: 'an error that is null', faulty: '{"error":null}', fault: 'wrong_type', control: '{"error":""}' },
  {
    title: 'an error that announces another reply',
    faulty: '{"error":"a.B","continues":true}',
    fault: 'error_and_continues',
    control: '{"error":"a.B","continues":false}',
  },
  { title: 'a method', faulty: '{"method":"a.B"}', fault: 'unknown_key', control: '{}' },
];

for (const [what, parse, cases] of [
  ['a call', parseCall, CALL_CASES],
  ['a reply', parseReply, REPLY_CASES],
] as const) {
  describe(`${what} is refused for`, () => {
    for (const { title, faulty, fault, control } of cases) {
      test(`${title} (${fault}), and taken without it`, () => {
        assert.deepEqual(parse(toBytes(faulty)), { ok: false, fault });
        assert.equal(parse(toBytes(control)).ok, true);
      });
    }
  });
}

test('absent parts of a call have plain defaults', () => {
  assert.deepEqual(parseCall(toBytes('{"method":"a.B"}')), {
    ok: true,
    value: { method: 'a.B', parameters: {}, more: false, oneway: false },
  });
});

test('absent parts of a reply have plain defaults', () => {
  assert.deepEqual(parseReply(toBytes('{}')), {
    ok: true,
    value: { parameters: {}, continues: false, error: undefined },
  });
});

test('whatever JSON can say arrives as it was said', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (parameters) => {
      const frame = encodeFrame({ method: 'a.B', parameters });
      const parsed = parseCall(frame.subarray(0, -1));
      assert.deepEqual(parsed.ok && parsed.value.parameters, JSON.parse(JSON.stringify(parameters)));
    }),
  );
});

const TRICKY_FRAGMENTS = [...'"\\{}[]:,-\ud800\u2028\0', 'null', '1e999', '\\ud800', '__proto__'];

const validCallText: fc.Arbitrary<string> = fc.constantFrom(
  '{"method":"io.garland.Driver.Play","parameters":{"id":"twinkle"}}',
  '{"method":"io.garland.Driver.Watch","more":true}',
  '{"method":"org.varlink.service.GetInfo","parameters":null,"oneway":true}',
);

const mutated = fc
  .tuple(
    validCallText,
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom(...TRICKY_FRAGMENTS)), { maxLength: 6 }),
  )
  .map(([text, edits]) =>
    edits.reduce((result, [place, removed, inserted]) => {
      const at = place % (result.length + 1);
      return result.slice(0, at) + inserted + result.slice(at + removed);
    }, text),
  );

const hostileBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  mutated.map((text) => Buffer.from(text)),
  fc
    .array(fc.constantFrom(...TRICKY_FRAGMENTS), { maxLength: 60 })
    .map((parts) => Buffer.from(parts.join(''))),
  fc.nat(CALL_LIMIT_BYTES).map((depth) => Buffer.from('['.repeat(depth))),
  fc.nat(CALL_LIMIT_BYTES).map((depth) => Buffer.from('{"a":'.repeat(depth))),
);

test('parsers never throw, and accepted calls obey the rules', () => {
  fc.assert(
    fc.property(hostileBytes, (bytes) => {
      for (const parse of [parseJsonObject, parseCall, parseReply])
        assert.equal(typeof parse(bytes).ok, 'boolean');
      const call = parseCall(bytes);
      if (call.ok) assert.ok(!(call.value.more && call.value.oneway));
    }),
    { numRuns: 1000 },
  );
});

test('the decoder never throws', () => {
  fc.assert(
    fc.property(fc.array(hostileBytes, { maxLength: 5 }), (chunks) => {
      const decoder = new FrameDecoder(CALL_LIMIT_BYTES);
      for (const chunk of chunks) decoder.push(chunk, (message) => parseCall(message).ok);
      assert.ok(decoder.pendingBytes <= CALL_LIMIT_BYTES);
    }),
  );
});
