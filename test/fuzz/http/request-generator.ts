import { REFUSED_REQUESTS, SERVED_REQUESTS } from '@garland/web-gateway/test/request-form-cases';
import { BY_MODEL, type FuzzMessage } from '../fuzz-target.ts';
import { mutate } from '../mutate.ts';
import type { Random } from '../random.ts';

/** Animations that move, so that the driver has frames to miss. All of them are on the allowlist. */
export const MOVING_ANIMATIONS: readonly string[] = ['rainbow', 'twinkle', 'fire', 'snow', 'meteor'];

interface RequestTemplate {
  readonly line: string;
  readonly expect: string;
}

const AUTHENTICATED_REQUESTS: readonly RequestTemplate[] = [
  { line: 'GET /v1/status', expect: '200' },
  { line: 'HEAD /v1/status', expect: '200' },
  { line: 'GET /v1/animations', expect: '200' },
  ...MOVING_ANIMATIONS.map((id) => ({ line: `POST /v1/animations/${id}`, expect: '200' })),
  { line: 'POST /v1/animations/off', expect: '404' },
  { line: 'POST /v1/animations/Rainbow', expect: '404' },
];
const ANONYMOUS_REQUESTS: readonly RequestTemplate[] = [
  { line: 'GET /healthz', expect: '200' },
  { line: 'HEAD /healthz', expect: '200' },
  { line: 'PUT /healthz', expect: '405' },
  { line: 'GET /v1/status', expect: '401' },
  { line: 'GET /v1/animations', expect: '401' },
  { line: 'POST /v1/animations/rainbow', expect: '401' },
  { line: 'TRACE /v1/animations/rainbow', expect: '405' },
  { line: 'GET /', expect: '404' },
  { line: 'POST /v1/animations/', expect: '404' },
  { line: 'HEAD /favicon.ico', expect: '404' },
];
/** Each is as good as none. */
const BAD_TOKENS: readonly string[] = [
  'Bearer',
  'Bearer x',
  'bearer a.b.c',
  'Basic dDp0',
  `Bearer eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.e30.${'A'.repeat(86)}`,
  'Bearer\tTOKEN',
  'Bearer TOKENx',
];
const EXTRA_HEADERS: readonly string[] = [
  'Accept: */*',
  'User-Agent: fuzz/1',
  'X-Forwarded-For: 203.0.113.7',
  'Cookie: a=b; Authorization=Bearer TOKEN',
  'If-None-Match: *',
  'Range: bytes=0-0',
  'TE: trailers',
  `X-Long: ${'x'.repeat(700)}`,
  'X-Utf8: \xc3\xa4\xe2\x80\xae',
  'Content-Type: application/json',
];
const HTTP_TOKENS: readonly string[] = [
  ...['\r\n', '\r\n\r\n', '\n', '\r', ' ', '\t', ':', '\0', '%00', '%2e%2e', '/..', '//', '?', '#', '\xff'],
  ...[
    'Host: x\r\n',
    'Content-Length: 5\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Authorization: Bearer TOKEN\r\n',
  ],
  ...[
    'Connection: close\r\n',
    'Expect: 100-continue\r\n',
    'Connection: keep-alive, Upgrade\r\n',
    'Upgrade: h2c\r\n',
    ' folded\r\n',
  ],
  ...[
    '0\r\n\r\n',
    '5\r\nhello\r\n',
    'GET /v1/status HTTP/1.1\r\n',
    'HTTP/1.1',
    'HTTP/2.0',
    'TOKEN',
    'chunked',
  ],
];
/** Asked so often in one connection, so that the driver's link has room for those of all. */
const MAX_WITH_TOKEN = 6;
const MAX_MESSAGES = 60;
const FORM_CASES: readonly FuzzMessage[] = [
  ...Object.values(SERVED_REQUESTS)
    .flat()
    .map((bytes) => ({ bytes, expect: BY_MODEL })),
  ...Object.values(REFUSED_REQUESTS)
    .flat()
    .map((bytes) => ({ bytes, expect: BY_MODEL })),
].filter(({ bytes }) => !bytes.includes('X-Forwarded-For'));

/** Requests that keep the connection, each with its status, and at the end one that is odd, or was mutated until it was. */
export function generateRequests(random: Random): FuzzMessage[] {
  const count = random.int(MAX_MESSAGES);
  let withToken = MAX_WITH_TOKEN;
  const messages = random.times(count, (): FuzzMessage => {
    if (withToken > 0 && random.oneIn(8)) {
      withToken--;
      return wellFormed(random, random.pick(AUTHENTICATED_REQUESTS), 'Bearer TOKEN');
    }
    return wellFormed(
      random,
      random.pick(ANONYMOUS_REQUESTS),
      random.oneIn(2) ? undefined : random.pick(BAD_TOKENS),
    );
  });
  return [...messages, lastRequest(random)];
}

function lastRequest(random: Random): FuzzMessage {
  const form = random.oneIn(2)
    ? random.pick(FORM_CASES)
    : wellFormed(random, random.pick(AUTHENTICATED_REQUESTS), 'Bearer TOKEN');
  return { bytes: random.oneIn(8) ? form.bytes : mutate(form.bytes, random, HTTP_TOKENS), expect: BY_MODEL };
}

/** One request in one of many spellings that all mean the same. */
function wellFormed(
  random: Random,
  { line, expect }: RequestTemplate,
  authorization: string | undefined,
): FuzzMessage {
  const body =
    authorization === 'Bearer TOKEN' && random.oneIn(3) ? bodyOf(random) : { fields: [], bytes: '' };
  const fields = [
    `Host: ${random.pick(['tree', 'tree:8443', '127.0.0.1', '[::1]:443'])}`,
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    ...random.times(random.int(4), () => random.pick(EXTRA_HEADERS)),
    ...body.fields,
  ].map((field) => varySpelling(random, field));
  const query = random.oneIn(4) ? '?q=%20&x' : '';
  return {
    bytes: `${line}${query} HTTP/1.1\r\n${random.shuffled(fields).join('\r\n')}\r\n\r\n${body.bytes}`,
    expect,
  };
}

function varySpelling(random: Random, field: string): string {
  const at = field.indexOf(':');
  const [name, value] = [field.slice(0, at), field.slice(at + 1).trim()];
  const cased = random.pick([name, name.toLowerCase(), name.toUpperCase()]);
  // Node's parser takes no tab behind what says where a body ends.
  const after = /^(?:content-length|transfer-encoding)$/i.test(name) ? ['', ' '] : ['', ' ', '\t'];
  return `${cased}:${random.pick(['', ' ', '  ', '\t'])}${value}${random.pick(after)}`;
}

function bodyOf(random: Random): { readonly fields: readonly string[]; readonly bytes: string } {
  const text = 'b'.repeat(random.int(300));
  if (random.oneIn(2)) return { fields: [`Content-Length: ${text.length}`], bytes: text };
  const extension = random.pick(['', ';a', ';a=b', ';a="b"']);
  const chunks = text === '' ? '' : `${text.length.toString(16)}${extension}\r\n${text}\r\n`;
  return {
    fields: ['Transfer-Encoding: chunked'],
    bytes: `${chunks}0\r\n${random.pick(['', 'X: 1\r\n'])}\r\n`,
  };
}
