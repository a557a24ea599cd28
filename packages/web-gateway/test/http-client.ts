import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect, type Socket } from 'node:net';
import { assertDocumented } from './assert-documented.ts';

export interface TestResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server said
  readonly json: any;
}

export interface TestRequest {
  readonly method?: string;
  readonly path: string;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly host?: string;
  readonly localAddress?: string;
  readonly ca?: string;
}

/** One request on a connection of its own. Whatever comes back must be in the API description. */
export function sendRequest(
  port: number,
  { method = 'GET', path, token, headers = {}, body, host = '127.0.0.1', localAddress, ca }: TestRequest,
): Promise<TestResponse> {
  const open = ca === undefined ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const req = open(
      {
        host,
        port,
        method,
        path,
        agent: false,
        localAddress,
        ...(ca === undefined ? {} : { ca, servername: 'localhost' }),
        headers: {
          ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
          ...(body === undefined || 'Transfer-Encoding' in headers ? {} : { 'Content-Length': body.length }),
          ...headers,
        },
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        res.on('end', () => {
          const whole = answer(res.statusCode ?? 0, res.headers, text);
          try {
            assertDocumented(method, path, whole);
            resolve(whole);
          } catch (error) {
            reject(error);
          }
        });
        res.on('error', reject);
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

function answer(status: number, headers: IncomingHttpHeaders, text: string): TestResponse {
  return { status, headers, text, json: text.startsWith('{') ? JSON.parse(text) : undefined };
}

/** Sends bytes as they are and returns all that comes back until the server hangs up, or says nothing for a while. */
export function sendRaw(
  port: number,
  bytes: string | Uint8Array,
  { quietMs = 0 }: { quietMs?: number } = {},
): Promise<string> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk) => {
      text += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
    if (quietMs > 0) socket.setTimeout(quietMs, () => socket.destroy());
    socket.write(bytes);
  });
}

/** The answers in what came back raw, in order. */
export function parseResponses(text: string): TestResponse[] {
  const answers: TestResponse[] = [];
  let rest = text;
  while (rest !== '') {
    const headEnd = rest.indexOf('\r\n\r\n');
    const [statusLine = '', ...lines] = rest.slice(0, headEnd).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]),
    );
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.slice(headEnd + 4, headEnd + 4 + length);
    answers.push(answer(Number(statusLine.split(' ')[1]), headers, body));
    rest = rest.slice(headEnd + 4 + length);
  }
  return answers;
}
