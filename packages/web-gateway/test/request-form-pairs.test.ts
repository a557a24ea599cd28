import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Driver } from '../src/driver/driver-connection.ts';
import { HTTP_PROBLEMS, type HttpProblemCode } from '../src/http/problem-texts.ts';
import { parseResponses, sendRaw } from './http-client.ts';
import { type InProcessGateway, serveInProcess } from './in-process-gateway.ts';

interface RequestParts {
  method: string;
  target: string;
  version: string;
  readonly fields: string[];
  body: string;
}

/** What one mistake changes. Two mistakes in the same part do not fit into one request. */
type Part = keyof RequestParts | 'host' | 'authorization' | 'expect';

type Mistake = readonly [
  what: string,
  code: HttpProblemCode,
  part: Part,
  make: (parts: RequestParts) => void,
];

const chunk = (length: number): string => `${length.toString(16)}\r\n${'b'.repeat(length)}\r\n0\r\n\r\n`;

const send =
  (...fields: string[]) =>
  (parts: RequestParts): void =>
    void parts.fields.push(...fields);
const aim =
  (target: string) =>
  (parts: RequestParts): void => {
    parts.target = target;
  };
const sendBody =
  (coding: string, body: string) =>
  (parts: RequestParts): void => {
    parts.fields.push(`Transfer-Encoding: ${coding}`);
    parts.body = body;
  };
const omit =
  (name: string) =>
  ({ fields }: RequestParts): void => {
    fields.splice(
      fields.findIndex((field) => field.startsWith(`${name}:`)),
      1,
    );
  };
const usePut = (parts: RequestParts): void => {
  parts.method = 'PUT';
};
const MANY_FIELDS = Array.from({ length: 65 }, (_, i) => `X-${i}: 1`);

/** In the order of docs/api.md, from the first that Node's parser does not find itself. */
const MISTAKES: readonly Mistake[] = [
  ['a target of more than 512 bytes', 'uri_too_long', 'target', aim(`/?${'q'.repeat(512)}`)],
  ['percent-encoding in the path', 'bad_request', 'target', aim('/v1/animations/%74winkle')],
  ['more than 64 header fields', 'header_fields_too_large', 'fields', send(...MANY_FIELDS)],
  ['no Host', 'bad_request', 'host', omit('Host')],
  ['Authorization twice', 'bad_request', 'authorization', send('Authorization: Basic eDp5')],
  ['another expectation', 'expectation_failed', 'expect', send('Expect: a-miracle')],
  ['another transfer coding', 'bad_request', 'body', sendBody('gzip, chunked', '0\r\n\r\n')],
  ['Content-Length of more than 1024', 'content_too_large', 'body', send('Content-Length: 1025')],
  ['an unknown path', 'not_found', 'target', aim('/nowhere')],
  ['a method that the path does not have', 'method_not_allowed', 'method', usePut],
  ['no token', 'unauthenticated', 'authorization', omit('Authorization')],
  ['malformed chunks', 'bad_request', 'body', sendBody('chunked', 'xyz\r\n')],
  ['chunks of more than 1024 bytes', 'content_too_large', 'body', sendBody('chunked', chunk(2000))],
  ['an unknown animation', 'unknown_animation', 'target', aim('/v1/animations/nothing')],
];

let gateway: InProcessGateway;
before(async () => {
  gateway = await serveInProcess((async () => assert.fail('the driver was asked')) as Driver['call']);
});
after(() => gateway.close());

async function answerTo(mistakes: readonly Mistake[]): Promise<{ status: number; code: string }> {
  const parts: RequestParts = {
    method: 'POST',
    target: '/v1/animations/twinkle',
    version: 'HTTP/1.1',
    fields: ['Host: tree', `Authorization: Bearer ${gateway.token}`, 'Connection: close'],
    body: '',
  };
  for (const [, , , make] of mistakes) make(parts);
  const { method, target, version, fields, body } = parts;
  const text = await sendRaw(
    gateway.port,
    `${method} ${target} ${version}\r\n${fields.join('\r\n')}\r\n\r\n${body}`,
  );
  const [answer] = parseResponses(text);
  return { status: answer?.status ?? 0, code: String(answer?.json?.code) };
}

for (const [i, first] of MISTAKES.entries()) {
  const [what, code, part] = first;
  const { status } = HTTP_PROBLEMS[code];
  test(`${what}: ${status}, whatever follows in the table`, async () => {
    assert.deepEqual(await answerTo([first]), { status, code });
    for (const second of MISTAKES.slice(i + 1)) {
      const [secondWhat, , secondPart] = second;
      if (secondPart === part) continue;
      assert.deepEqual(await answerTo([first, second]), { status, code }, secondWhat);
      assert.deepEqual(
        await answerTo([second, first]),
        { status, code },
        `${secondWhat}, in the other order`,
      );
    }
  });
}
