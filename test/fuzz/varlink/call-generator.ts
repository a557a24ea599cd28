import type { Role } from '@garland/protocol';
import { BY_MODEL, type FuzzMessage } from '../fuzz-target.ts';
import { MOVING_ANIMATIONS } from '../http/request-generator.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';

/** What a call must bring: a reply, a stream of them, an error by its last name, nothing, or the end of the connection. */
export type CallOutcome = 'reply' | 'stream' | 'nothing' | 'end' | `error:${string}` | `error:${string},end`;

interface CallTemplate {
  readonly method: string;
  readonly parameters?: unknown;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly remote: CallOutcome;
  readonly local: CallOutcome;
}

const driverMethod = (name: string): string => `io.garland.Driver.${name}`;
const callForBothRoles = (
  method: string,
  parameters: unknown,
  outcome: CallOutcome,
  flags = {},
): CallTemplate => ({
  method,
  parameters,
  flags,
  remote: outcome,
  local: outcome,
});
const UNKNOWN_METHOD: CallOutcome = 'error:MethodNotFound,end';
const localOnly = (name: string, parameters: unknown, local: CallOutcome, flags = {}): CallTemplate => ({
  method: driverMethod(name),
  parameters,
  flags,
  remote: UNKNOWN_METHOD,
  local,
});

const CALLS: readonly CallTemplate[] = [
  ...MOVING_ANIMATIONS.map((id) => callForBothRoles(driverMethod('Play'), { id }, 'reply')),
  callForBothRoles(
    driverMethod('Play'),
    { id: 'rainbow', requestId: '0b2a6f0e-6a63-4e0e-9a3f-6e3a5a5f0c11' },
    'reply',
  ),
  callForBothRoles(driverMethod('Play'), { id: 'rainbow', requestId: null }, 'reply'),
  callForBothRoles(driverMethod('Play'), { id: 'fire' }, 'reply', { more: true }),
  callForBothRoles(driverMethod('Play'), { id: 'fire' }, 'nothing', { oneway: true }),
  {
    method: driverMethod('Play'),
    parameters: { id: 'aurora' },
    remote: 'error:UnknownAnimation',
    local: 'reply',
  },
  callForBothRoles(driverMethod('Play'), { id: 'nonesuch' }, 'error:UnknownAnimation'),
  ...['', 'Rainbow', 'a'.repeat(33), '../x', 'rain bow', '\0', 7, null, [], {}, true].map((id) =>
    callForBothRoles(driverMethod('Play'), { id }, 'error:InvalidParameter'),
  ),
  callForBothRoles(driverMethod('Play'), { id: 'rainbow', extra: 1 }, 'error:InvalidParameter'),
  callForBothRoles(driverMethod('Play'), { id: 'rainbow', requestId: 'x' }, 'error:InvalidParameter'),
  callForBothRoles(driverMethod('Play'), undefined, 'error:InvalidParameter'),
  callForBothRoles(driverMethod('List'), {}, 'reply'),
  callForBothRoles(driverMethod('List'), { id: 'x' }, 'error:InvalidParameter'),
  ...[{}, null, undefined].map((parameters) => callForBothRoles(driverMethod('Status'), parameters, 'reply')),
  callForBothRoles(driverMethod('Watch'), {}, 'error:ExpectedMore'),
  callForBothRoles('org.varlink.service.GetInfo', {}, 'reply'),
  callForBothRoles(
    'org.varlink.service.GetInterfaceDescription',
    { interface: 'io.garland.Driver' },
    'reply',
  ),
  callForBothRoles(
    'org.varlink.service.GetInterfaceDescription',
    { interface: 'x' },
    'error:InterfaceNotFound',
  ),
  callForBothRoles('org.varlink.service.GetInterfaceDescription', {}, 'error:InvalidParameter'),
  ...[50, 100].map((percent) => localOnly('SetBrightness', { percent }, 'reply')),
  ...[-1, 101, Number.POSITIVE_INFINITY, 0.5, '50', null].map((percent) =>
    localOnly('SetBrightness', { percent }, 'error:InvalidParameter'),
  ),
  localOnly('Frames', {}, 'error:ExpectedMore'),
  localOnly('Strip', {}, 'reply'),
];
/** These two, and what the role may not call, come last on a connection. */
const STREAM_CALLS: readonly CallTemplate[] = [
  callForBothRoles(driverMethod('Watch'), {}, 'stream', { more: true }),
  localOnly('Frames', {}, 'stream', { more: true }),
];
/** On the local socket a stranger's call is an error; on the remote one it ends the connection. */
const UNKNOWN_METHODS: readonly CallTemplate[] = [
  '',
  'Play',
  driverMethod('play'),
  driverMethod('Explode'),
  driverMethod(''),
  'io.systemd.Foo.Bar',
  '__proto__',
].map((method) => ({ method, parameters: {}, remote: UNKNOWN_METHOD, local: 'error:MethodNotFound' }));
const VALID_METHOD = '"method":"io.garland.Driver.Status"';
/** After one of these the driver closes the connection. */
const MALFORMED_MESSAGES: readonly string[] = [
  ...[
    '',
    'null',
    '[]',
    '1',
    '"x"',
    '{',
    '{}',
    '{"method":1}',
    `{${VALID_METHOD},}`,
    `{${VALID_METHOD}}{}`,
    `\xef\xbb\xbf{${VALID_METHOD}}`,
  ],
  ...[
    `{${VALID_METHOD},${VALID_METHOD}}`,
    `{${VALID_METHOD},"\\u006dethod":"x"}`,
    `{${VALID_METHOD},"parameters":{"a":1,"a":2}}`,
  ],
  ...[
    `{${VALID_METHOD},"upgrade":true}`,
    `{${VALID_METHOD},"more":1}`,
    `{${VALID_METHOD},"more":true,"oneway":true}`,
    `{${VALID_METHOD},"parameters":[]}`,
  ],
  ...[
    `{${VALID_METHOD},"parameters":{"a":${'['.repeat(16)}${']'.repeat(16)}}}`,
    `{${VALID_METHOD},"x":"\xff"}`,
    `{${VALID_METHOD},"x":"\x01"}`,
  ],
  ...[
    `{${VALID_METHOD},"parameters":{"a":"${'x'.repeat(4096)}"}}`,
    ' '.repeat(4097),
    `{"method":"${'m'.repeat(5000)}"}`,
  ],
];
const JSON_TOKENS: readonly string[] = [
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
export function generateCalls(random: Random, role: Role): FuzzMessage[] {
  const staying = CALLS.filter((ask) => !ask[role].endsWith(',end'));
  const messages = random.times(random.int(MAX_MESSAGES), () => call(random, random.pick(staying), role));
  return [...messages, lastCall(random, role)];
}

function lastCall(random: Random, role: Role): FuzzMessage {
  switch (random.int(6)) {
    case 0:
      return { bytes: `${random.pick(MALFORMED_MESSAGES)}\0`, expect: 'end' };
    case 1:
      return call(random, random.pick(UNKNOWN_METHODS), role);
    case 2:
      return call(random, random.pick(STREAM_CALLS), role);
    default: {
      const { bytes } = call(random, random.pick(CALLS), role);
      return { bytes: mutate(bytes.repeat(1 + random.int(2)), random, JSON_TOKENS), expect: BY_MODEL };
    }
  }
}

function call(
  random: Random,
  { method, parameters, flags = {}, ...outcomes }: CallTemplate,
  role: Role,
): FuzzMessage {
  const entries: [string, unknown][] = [['method', method], ...Object.entries(flags)];
  if (parameters !== undefined) entries.push(['parameters', parameters]);
  if (flags.more === undefined && flags.oneway === undefined && random.oneIn(5))
    entries.push(['more', false]);
  const members = random
    .shuffled(entries)
    .map(
      ([key, value]) => `${escapeSome(random, key)}${space(random)}:${space(random)}${text(random, value)}`,
    );
  const bytes = `${space(random)}{${space(random)}${members.join(`${space(random)},`)}}${space(random)}\0`;
  return { bytes, expect: outcomes[role] };
}

/** Infinity is what 1e400 reads as; JSON can spell the one and not the other. */
function text(random: Random, value: unknown): string {
  if (value === Number.POSITIVE_INFINITY) return '1e400';
  return typeof value === 'string'
    ? escapeSome(random, value)
    : JSON.stringify(value).replace('{"percent":null}', '{"percent":1e400}');
}

/** A string with some of its characters escaped. */
function escapeSome(random: Random, value: string): string {
  const plain = JSON.stringify(value);
  if (!random.oneIn(6) || plain.includes('\\') || plain.length > 100) return plain;
  return plain.replaceAll(/[a-z]/g, (c) =>
    random.oneIn(3) ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c,
  );
}

function space(random: Random): string {
  return random.oneIn(8) ? random.pick([' ', '\n', '\t', '\r\n']) : '';
}
