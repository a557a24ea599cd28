import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Driver } from '../src/driver/driver-connection.ts';
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

interface Mistake {
  readonly what: string;
  readonly part: Part;
  readonly status: number;
  readonly code: string;
  readonly make: (parts: RequestParts) => void;
}

const chunk = (length: number): string => `${length.toString(16)}\r\n${'b'.repeat(length)}\r\n`;

function replaceField(parts: RequestParts, name: string, ...by: string[]): void {
  const at = parts.fields.findIndex((field) => field.startsWith(`${name}:`));
  parts.fields.splice(at, 1, ...by);
}

function sendChunks(parts: RequestParts, body: string): void {
  parts.fields.push('Transfer-Encoding: chunked');
  parts.body = body;
}

/** In the order of docs/api.md, from the first that Node's parser does not find itself. */
const MISTAKES: readonly Mistake[] = [
  {
    what: 'a target of more than 512 bytes',
    part: 'target',
    status: 414,
    code: 'uri_too_long',
    make: (parts) => {
      parts.target += `?${'q'.repeat(512)}`;
    },
  },
  {
    what: 'percent-encoding in the path',
    part: 'target',
    status: 400,
    code: 'bad_request',
    make: (parts) => {
      parts.target = '/v1/animations/%74winkle';
    },
  },
  {
    what: 'more than 64 header fields',
    part: 'fields',
    status: 431,
    code: 'header_fields_too_large',
    make: ({ fields }) => void fields.push(...Array.from({ length: 65 }, (_, i) => `X-${i}: 1`)),
  },
  {
    what: 'no Host',
    part: 'host',
    status: 400,
    code: 'bad_request',
    make: (parts) => replaceField(parts, 'Host'),
  },
  {
    what: 'Authorization twice',
    part: 'authorization',
    status: 400,
    code: 'bad_request',
    make: ({ fields }) => void fields.push('Authorization: Basic eDp5'),
  },
  {
    what: 'another expectation',
    part: 'expect',
    status: 417,
    code: 'expectation_failed',
    make: ({ fields }) => void fields.push('Expect: a-miracle'),
  },
  {
    what: 'another transfer coding',
    part: 'body',
    status: 400,
    code: 'bad_request',
    make: (parts) => {
      parts.fields.push('Transfer-Encoding: gzip, chunked');
      parts.body = '0\r\n\r\n';
    },
  },
  {
    what: 'Content-Length of more than 1024',
    part: 'body',
    status: 413,
    code: 'content_too_large',
    make: ({ fields }) => void fields.push('Content-Length: 1025'),
  },
  {
    what: 'an unknown path',
    part: 'target',
    status: 404,
    code: 'not_found',
    make: (parts) => {
      parts.target = '/nowhere';
    },
  },
  {
    what: 'a method that the path does not have',
    part: 'method',
    status: 405,
    code: 'method_not_allowed',
    make: (parts) => {
      parts.method = 'PUT';
    },
  },
  {
    what: 'no token',
    part: 'authorization',
    status: 401,
    code: 'unauthenticated',
    make: (parts) => replaceField(parts, 'Authorization'),
  },
  {
    what: 'malformed chunks',
    part: 'body',
    status: 400,
    code: 'bad_request',
    make: (parts) => sendChunks(parts, 'xyz\r\n'),
  },
  {
    what: 'chunks of more than 1024 bytes',
    part: 'body',
    status: 413,
    code: 'content_too_large',
    make: (parts) => sendChunks(parts, `${chunk(2000)}0\r\n\r\n`),
  },
  {
    what: 'an unknown animation',
    part: 'target',
    status: 404,
    code: 'unknown_animation',
    make: (parts) => {
      parts.target = '/v1/animations/nothing';
    },
  },
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
  for (const { make } of mistakes) make(parts);
  const { method, target, version, fields, body } = parts;
  const text = await sendRaw(
    gateway.port,
    `${method} ${target} ${version}\r\n${fields.join('\r\n')}\r\n\r\n${body}`,
  );
  const [answer] = parseResponses(text);
  return { status: answer?.status ?? 0, code: String(answer?.json?.code) };
}

for (const [i, first] of MISTAKES.entries()) {
  const { what, part, status, code } = first;
  test(`${what}: ${status}, whatever follows in the table`, async () => {
    assert.deepEqual(await answerTo([first]), { status, code });
    for (const second of MISTAKES.slice(i + 1)) {
      if (second.part === part) continue;
      assert.deepEqual(await answerTo([first, second]), { status, code }, second.what);
      assert.deepEqual(
        await answerTo([second, first]),
        { status, code },
        `${second.what}, in the other order`,
      );
    }
  });
}
