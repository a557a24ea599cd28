import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { parseCertificates, parsePrivateKeys } from '@garland/daemon/certificates';
import { waitUntil } from '@garland/test-kit/support';
import type { TestCertificate } from '@garland/test-kit/test-ca';
import type { AuditLogger } from '../src/audit/audit-logger.ts';
import { createTlsServer } from '../src/tls-server.ts';

export const REQUEST = 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

export interface TlsTestServer {
  readonly port: number;
  /** What `tls_handshake_failed` records say. */
  readonly failures: readonly string[];
  /** How many requests were read. */
  readonly requests: () => number;
  close(): void;
}

/** The gateway's TLS, in this process, with "hello" behind it. */
export async function startTlsServer(
  { certificate, key }: TestCertificate,
  clientCa?: Buffer,
): Promise<TlsTestServer> {
  const failures: string[] = [];
  const audit: AuditLogger = {
    record: (_event, fields) => void failures.push(String((fields as { reason?: unknown }).reason)),
    close: async () => {},
  };
  const { values: chain } = parseCertificates(certificate);
  const { values: keys } = parsePrivateKeys(key);
  if (!chain || !keys) throw new Error('not a certificate and its key');
  const server = createTlsServer({}, { chain, privateKey: keys[0], clientCa }, 2_000, audit);
  return await startHelloServer(server, failures);
}

/** A server that takes whatever OpenSSL can do: what the gateway refuses has to work here, or the test proves nothing. */
export async function startPermissiveServer({ certificate, key }: TestCertificate): Promise<TlsTestServer> {
  const ciphers = 'ALL:eNULL:@SECLEVEL=0';
  const server = createServer({
    cert: certificate,
    key,
    ciphers,
    minVersion: 'TLSv1',
    ecdhCurve: 'P-521:P-256',
  });
  return await startHelloServer(server, []);
}

async function startHelloServer(
  server: ReturnType<typeof createServer>,
  failures: readonly string[],
): Promise<TlsTestServer> {
  let requests = 0;
  server.on('request', (_req, res) => {
    requests++;
    res.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    failures,
    requests: () => requests,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Time enough for any machine; a client that hangs fails its test and not the run. */
const CLIENT_DEADLINE_MS = 20_000;

/** The output of `openssl s_client` about a connection on which it sends one request, with all its abilities switched on. */
export async function runSClient(port: number, args: readonly string[]): Promise<string> {
  const client = startSClient(port, ['-ign_eof', ...args]);
  client.child.stdin?.end(REQUEST);
  await once(client.child, 'close');
  return client.output();
}

/** The same, where the client asks to renegotiate before its request. */
export async function renegotiateBySClient(port: number, args: readonly string[]): Promise<string> {
  const client = startSClient(port, args);
  const closed = once(client.child, 'close');
  // A command such as "R" counts only at the beginning of what is read at once, and once the connection is made.
  await waitUntil(
    'the handshake',
    () => client.output().includes('---\n') && /Verify return code/.test(client.output()),
  );
  client.child.stdin?.write('R\n');
  await waitUntil('the attempt', () => client.output().includes('RENEGOTIATING'));
  client.child.stdin?.write(REQUEST);
  await closed;
  return client.output();
}

function startSClient(
  port: number,
  args: readonly string[],
): { readonly child: ChildProcess; output(): string } {
  const child = spawn(
    'openssl',
    [
      ...['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'localhost'],
      ...(args.includes('-cipher') ? args : ['-cipher', 'ALL:@SECLEVEL=0', ...args]),
    ],
    { timeout: CLIENT_DEADLINE_MS },
  );
  child.stdin.on('error', () => {});
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  return { child, output: () => text };
}
