import type { Role } from '@garland/protocol';
import { BY_MODEL, type Message } from '../conversation.ts';
import { MOVING } from '../http/grammar.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';

/** What a call must bring: a reply, a stream of them, an error by its last name, nothing, or the end of the connection. */
export type Outcome = 'reply' | 'stream' | 'nothing' | 'end' | `error:${string}` | `error:${string},end`;

interface Ask {
  readonly method: string;
  readonly parameters?: unknown;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly remote: Outcome;
  readonly local: Outcome;
}

const ours = (name: string): string => `io.garland.Driver.${name}`;
const both = (method: string, parameters: unknown, outcome: Outcome, flags = {}): Ask => ({
  method,
  parameters,
  flags,
  remote: outcome,
  local: outcome,
});
const STRANGER: Outcome = 'error:MethodNotFound,end';
const localOnly = (name: string, parameters: unknown, local: Outcome, flags = {}): Ask => ({
  method: ours(name),
  parameters,
  flags,
  remote: STRANGER,
  local,
});

const ASKS: readonly Ask[] = [
  ...MOVING.map((id) => both(ours('Play'), { id }, 'reply')),
  both(ours('Play'), { id: 'rainbow', requestId: '0b2a6f0e-6a63-4e0e-9a3f-6e3a5a5f0c11' }, 'reply'),
  both(ours('Play'), { id: 'rainbow', requestId: null }, 'reply'),
  both(ours('Play'), { id: 'fire' }, 'reply', { more: true }),
  both(ours('Play'), { id: 'fire' }, 'nothing', { oneway: true }),
  { method: ours('Play'), parameters: { id: 'aurora' }, remote: 'error:UnknownAnimation', local: 'reply' },
  both(ours('Play'), { id: 'nonesuch' }, 'error:UnknownAnimation'),
  ...['', 'Rainbow', 'a'.repeat(33), '../x', 'rain bow', '\0', 7, null, [], {}, true].map((id) =>
    both(ours('Play'), { id }, 'error:InvalidParameter'),
  ),
  both(ours('Play'), { id: 'rainbow', extra: 1 }, 'error:InvalidParameter'),
  both(ours('Play'), { id: 'rainbow', requestId: 'x' }, 'error:InvalidParameter'),
  both(ours('Play'), undefined, 'error:InvalidParameter'),
  both(ours('List'), {}, 'reply'),
  both(ours('List'), { id: 'x' }, 'error:InvalidParameter'),
  ...[{}, null, undefined].map((parameters) => both(ours('Status'), parameters, 'reply')),
  both(ours('Watch'), {}, 'error:ExpectedMore'),
  both('org.varlink.service.GetInfo', {}, 'reply'),
  both('org.varlink.service.GetInterfaceDescription', { interface: 'io.garland.Driver' }, 'reply'),
  both('org.varlink.service.GetInterfaceDescription', { interface: 'x' }, 'error:InterfaceNotFound'),
  both('org.varlink.service.GetInterfaceDescription', {}, 'error:InvalidParameter'),
  ...[50, 100].map((percent) => localOnly('SetBrightness', { percent }, 'reply')),
  ...[-1, 101, Number.POSITIVE_INFINITY, 0.5, '50', null].map((percent) =>
    localOnly('SetBrightness', { percent }, 'error:InvalidParameter'),
  ),
  localOnly('Frames', {}, 'error:ExpectedMore'),
  localOnly('Strip', {}, 'reply'),
];
/** These two, and what the role may not call, come last on a connection. */
const LAST_ASKS: readonly Ask[] = [
  both(ours('Watch'), {}, 'stream', { more: true }),
  localOnly('Frames', {}, 'stream', { more: true }),
];
/** On the local socket a stranger's call is an error; on the remote one it ends the connection. */
const STRANGERS: readonly Ask[] = [
  '',
  'Play',
  ours('play'),
  ours('Explode'),
  ours(''),
  'io.systemd.Foo.Bar',
  '__proto__',
].map((method) => ({ method, parameters: {}, remote: STRANGER, local: 'error:MethodNotFound' }));
const WELL = '"method":"io.garland.Driver.Status"';
/** Whoever sends one of these is heard no more. */
const BROKEN: readonly string[] = [
  ...[
    '',
    'null',
    '[]',
    '1',
    '"x"',
    '{',
    '{}',
    '{"method":1}',
    `{${WELL},}`,
    `{${WELL}}{}`,
    `\xef\xbb\xbf{${WELL}}`,
  ],
  ...[`{${WELL},${WELL}}`, `{${WELL},"\\u006dethod":"x"}`, `{${WELL},"parameters":{"a":1,"a":2}}`],
  ...[
    `{${WELL},"upgrade":true}`,
    `{${WELL},"more":1}`,
    `{${WELL},"more":true,"oneway":true}`,
    `{${WELL},"parameters":[]}`,
  ],
  ...[
    `{${WELL},"parameters":{"a":${'['.repeat(16)}${']'.repeat(16)}}}`,
    `{${WELL},"x":"\xff"}`,
    `{${WELL},"x":"\x01"}`,
  ],
  ...[
    `{${WELL},"parameters":{"a":"${'x'.repeat(4096)}"}}`,
    ' '.repeat(4097),
    `{"method":"${'m'.repeat(5000)}"}`,
  ],
];
const WORDS: readonly string[] = [
  ...[
    '\0',
    '\0\0',
    '{',
    '}',
    '[',
    ']',
    '"',
    ',',
    ':',
    '\\',
    '\\u0000',
    '\\ud800',
    '\xff',
    '\xc0\x80',
    '1e400',
    '-0',
  ],
  ...[
    'null',
    'true',
    '"more":true',
    '"oneway":true',
    '"method":"io.garland.Driver.Status"',
    '"parameters":{}',
    '__proto__',
  ],
];
const MAX_MESSAGES = 55;

/** Calls whose outcomes are known, in one of many spellings, and at the end one that ends it, or that was mutated. */
export function generateMessages(random: Random, role: Role): Message[] {
  const staying = ASKS.filter((ask) => !ask[role].endsWith(',end'));
  const messages = random.times(random.int(MAX_MESSAGES), () => call(random, random.pick(staying), role));
  return [...messages, last(random, role)];
}

function last(random: Random, role: Role): Message {
  switch (random.int(6)) {
    case 0:
      return { bytes: `${random.pick(BROKEN)}\0`, expect: 'end' };
    case 1:
      return call(random, random.pick(STRANGERS), role);
    case 2:
      return call(random, random.pick(LAST_ASKS), role);
    default: {
      const { bytes } = call(random, random.pick(ASKS), role);
      return { bytes: mutate(bytes.repeat(1 + random.int(2)), random, WORDS), expect: BY_MODEL };
    }
  }
}

function call(random: Random, { method, parameters, flags = {}, ...outcomes }: Ask, role: Role): Message {
  const entries: [string, unknown][] = [['method', method], ...Object.entries(flags)];
  if (parameters !== undefined) entries.push(['parameters', parameters]);
  if (flags.more === undefined && flags.oneway === undefined && random.oneIn(5))
    entries.push(['more', false]);
  const members = random
    .shuffled(entries)
    .map(([key, value]) => `${spell(random, key)}${space(random)}:${space(random)}${text(random, value)}`);
  const bytes = `${space(random)}{${space(random)}${members.join(`${space(random)},`)}}${space(random)}\0`;
  return { bytes, expect: outcomes[role] };
}

/** Infinity is what 1e400 reads as; JSON can spell the one and not the other. */
function text(random: Random, value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '1e400';
  return typeof value === 'string'
    ? spell(random, value)
    : JSON.stringify(value).replace('{"percent":null}', '{"percent":1e400}');
}

/** A string with some of its characters escaped. */
function spell(random: Random, value: string): string {
  const plain = JSON.stringify(value);
  if (!random.oneIn(6) || plain.includes('\\') || plain.length > 100) return plain;
  return plain.replaceAll(/[a-z]/g, (c) =>
    random.oneIn(3) ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c,
  );
}

function space(random: Random): string {
  return random.oneIn(8) ? random.pick([' ', '\n', '\t', '\r\n']) : '';
}
