import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { HTTP_PROBLEMS } from '../src/http/problem-texts.ts';
import { parseResponses, type TestResponse } from './http-client.ts';
import { REFUSED_REQUESTS, type RequestCases, SERVED_REQUESTS } from './request-form-cases.ts';
import { makeCertificate } from './self-signed-certificate.ts';
import { TestSystem } from './test-system.ts';

const DOCUMENT = readFileSync(fileURLToPath(new URL('../../../../docs/api.md', import.meta.url)), 'utf8');

/** The rows of the table under a heading: what comes, status, code. */
function rowsUnder(heading: string): string[][] {
  const [, rest = ''] = DOCUMENT.split(`## ${heading}\n`);
  const [part = ''] = rest.split('\n## ');
  return part
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '));
}

const [refused, served] = [rowsUnder('Refused requests'), rowsUnder('Accepted requests')];
/** A trusted proxy, from which the requests of some rows come, and the address of all others. */
const PROXY = '127.0.0.2';
const CLIENT = '127.0.0.3';
/** Sent once the first response is there, so that a connection which the server keeps open ends, after all its responses. */
const LAST_REQUEST = 'GET /healthz HTTP/1.1\r\nHost: tree\r\nConnection: close\r\n\r\n';
/** A request in two pieces: the second, taken for a request of its own, would be refused. */
const CUT_REQUEST = [
  'GET /healthz HTTP/1.1\r\nHost: tree\r\nX-Cut: ',
  'GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n',
] as const;

test('docs/api.md has a row for each of these requests, and a request for each row', () => {
  assert.deepEqual(
    refused.map(([what]) => what),
    Object.keys(REFUSED_REQUESTS),
  );
  assert.deepEqual(
    served.map(([what]) => what),
    Object.keys(SERVED_REQUESTS),
  );
});

test('docs/api.md has every problem with its status', () => {
  const rows = rowsUnder('Errors').map(([status, code = '']) => [code.replaceAll('`', ''), Number(status)]);
  assert.deepEqual(
    new Set(rows.map(String)),
    new Set(Object.entries(HTTP_PROBLEMS).map(([code, { status }]) => String([code, status]))),
  );
});

const SECURITY_HEADERS = [
  'cache-control',
  'content-security-policy',
  'cross-origin-opener-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'x-content-type-options',
  'x-frame-options',
];

interface Wire {
  readonly title: string;
  readonly tls: boolean;
}

for (const { title, tls } of [
  { title: 'over plain HTTP', tls: false },
  { title: 'over TLS', tls: true },
] satisfies Wire[]) {
  describe(title, { concurrency: 8 }, () => {
    let system: TestSystem;
    before(async () => {
      system = new TestSystem({
        gatewayToml: `[timeouts]\nheaders_ms = 500\nrequest_ms = 500\n${tls ? '[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n' : ''}`,
      });
      system.writeGatewayToml(
        system.gatewayToml.replace('port = 0', `port = 0\ntrusted_proxies = ["${PROXY}"]`),
      );
      if (tls) makeCertificate(system.folder);
      await system.runDriver();
      await system.runGateway();
    });
    after(() => system.close());

    const wire = (): Pick<Conversation, 'port' | 'tls' | 'localAddress'> => ({
      port: system.port,
      tls,
      localAddress: CLIENT,
    });

    const answersTo = async (what: string, form: string): Promise<TestResponse[]> => {
      const bytes = form.replaceAll('TOKEN', system.token);
      const localAddress = what.includes('from a trusted proxy') ? PROXY : CLIENT;
      const lastRequest = what.includes('in time') ? undefined : LAST_REQUEST;
      const text = await converse({ ...wire(), localAddress, bytes, lastRequest });
      const responses = parseResponses(text);
      return responses.filter(({ json }) => json?.status !== 'ok');
    };

    for (const [what = '', status, code = ''] of refused) {
      test(`${status}: ${what}`, async () => {
        for (const form of (REFUSED_REQUESTS as RequestCases)[what] ?? []) {
          const [answer, ...more] = (await answersTo(what, form)).filter(({ status }) => status !== 100);
          const sent = JSON.stringify(form.slice(0, 200));
          assert.equal(answer?.status, Number(status), `${sent} ${answer?.text}`);
          assert.equal(answer?.json.code, code.replaceAll('`', ''), sent);
          assert.deepEqual(more, [], sent);
          for (const name of SECURITY_HEADERS) assert.ok(answer?.headers[name], `${sent} ${name}`);
          if (status !== '404' && status !== '405' && status !== '401')
            assert.equal(answer?.headers.connection, 'close', sent);
        }
      });
    }

    for (const [what = '', status] of served) {
      test(`${status}: ${what}`, async () => {
        for (const form of (SERVED_REQUESTS as RequestCases)[what] ?? []) {
          const answers = (await answersTo(what, form)).filter((answer) => answer.status !== 100);
          assert.ok(answers.length > 0, form);
          for (const answer of answers)
            assert.equal(answer.status, 200, `${JSON.stringify(form)} ${answer.text}`);
        }
      });
    }

    for (const form of Object.values(SERVED_REQUESTS).flat()) {
      const bytes = (): string => form.replaceAll('TOKEN', system.token);
      const statusesOf = (text: string): string[] =>
        [...text.matchAll(/^HTTP\/1\.1 (\d+)/gm)].map(([, status = '']) => status);
      const allServed = (text: string): boolean =>
        statusesOf(text).length > 0 &&
        statusesOf(text).every((status) => status === '200' || status === '100');
      const shown = JSON.stringify(form.slice(0, 200));

      test(`what is sent in two pieces behind ${shown} is served as one request, or not at all`, async () => {
        const [first, second] = CUT_REQUEST;
        const text = await converse({ ...wire(), bytes: bytes() + first, lastRequest: second });
        assert.ok(allServed(text), text);
        assert.match(text, /^Connection: close\r$/m);
      });

      test(`${shown} is answered, even if the client then closes its side`, async () => {
        const text = await converse({ ...wire(), bytes: bytes(), closesItsSide: true });
        assert.ok(allServed(text), text);
      });
    }

    test('a HEAD request that the parser refuses gets no body', async () => {
      const text = await converse({ ...wire(), bytes: 'HEAD /v1/status HTTP/1.2\r\nHost: tree\r\n\r\n' });
      assert.match(text, /^HTTP\/1\.1 400 [\s\S]*\r\n\r\n$/);
    });

    test('only an authenticated client is asked for a body', async () => {
      const asking =
        'POST /v1/animations/twinkle HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n';
      const statuses = async (form: string): Promise<number[]> =>
        (await answersTo('', form)).map(({ status }) => status);
      assert.deepEqual(await statuses(`${asking}\r\n`), [401]);
      assert.deepEqual(await statuses(`${asking}Authorization: Bearer TOKEN\r\n\r\nabc`), [100, 200]);
    });

    test('nothing was written to standard error', () => assert.equal(system.gateway.stderr, ''));
  });
}

interface Conversation {
  readonly port: number;
  readonly tls: boolean;
  readonly localAddress: string;
  /** In Latin-1. */
  readonly bytes: string;
  /** Sent after the first bytes of a response, unless that closes the connection. */
  readonly lastRequest?: string | undefined;
  /** Whether the client sends nothing behind the bytes, and says so. */
  readonly closesItsSide?: boolean;
}

/** Sends the bytes from an address, and returns all responses until the connection ends. */
function converse(conversation: Conversation): Promise<string> {
  const { port, tls, localAddress, bytes, lastRequest, closesItsSide = false } = conversation;
  return new Promise((resolve) => {
    const allowHalfOpen = closesItsSide;
    const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen });
    const stream = tls ? connectTls({ socket, rejectUnauthorized: false, ...{ allowHalfOpen } }) : socket;
    let text = '';
    stream.setEncoding('latin1').on('data', (chunk) => {
      if (lastRequest && text === '' && !/^Connection: close\r$/im.test(chunk)) stream.write(lastRequest);
      text += chunk;
    });
    stream.on('error', () => {});
    socket.on('error', () => {});
    stream.on('close', () => resolve(text));
    if (closesItsSide) stream.end(bytes, 'latin1');
    else stream.write(bytes, 'latin1');
  });
}
