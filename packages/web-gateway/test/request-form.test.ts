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

    const answersTo = async (what: string, form: string): Promise<TestResponse[]> => {
      const bytes = Buffer.from(form.replaceAll('TOKEN', system.token), 'latin1');
      const localAddress = what.includes('from a trusted proxy') ? PROXY : CLIENT;
      const isComplete = !what.includes('in time');
      const responses = parseResponses(await converse(system.port, tls, localAddress, bytes, isComplete));
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

/** Sends the bytes from an address, and returns all responses until the connection ends. */
function converse(
  port: number,
  tls: boolean,
  localAddress: string,
  bytes: Buffer,
  isComplete: boolean,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', localAddress });
    const stream = tls ? connectTls({ socket, rejectUnauthorized: false }) : socket;
    let text = '';
    stream.setEncoding('latin1').on('data', (chunk) => {
      if (isComplete && text === '' && !/^Connection: close\r$/im.test(chunk)) stream.write(LAST_REQUEST);
      text += chunk;
    });
    stream.on('error', () => {});
    socket.on('error', () => {});
    stream.on('close', () => resolve(text));
    stream.write(bytes);
  });
}
