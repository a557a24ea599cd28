import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Installation } from '@garland/test-kit/installation';
import { cpuTimeNs } from './measure.ts';

export interface RejectionCosts {
  /** CPU time of a refused request, in microseconds, by the reason. */
  readonly microseconds: Readonly<Record<string, number>>;
  /** The same for Node's own server answering 401 to everything. */
  readonly bareMicroseconds: number;
}

const BARE_SERVER = fileURLToPath(new URL('./bare-server.js', import.meta.url));
const HEAD = 'Host: tree.example.org\r\nUser-Agent: bench\r\nAccept: */*\r\n';
const ROUNDS = 5;
const CONNECTIONS = 60;
const REQUESTS_PER_CONNECTION = 50;

const WIDE_CONNECTION_LIMITS = {
  connections_per_address: 1000,
  connections: 1000,
  new_connections_per_second: 10_000,
};

/** Requests of clients without a token, by the reason for which they are refused. */
export const REJECTED_REQUESTS: Readonly<Record<string, string>> = {
  'no token': `POST /v1/animations/twinkle HTTP/1.1\r\n${HEAD}\r\n`,
  'a malformed token': `POST /v1/animations/twinkle HTTP/1.1\r\n${HEAD}Authorization: Bearer abc\r\n\r\n`,
  'an unknown path': `GET /wp-login.php HTTP/1.1\r\n${HEAD}\r\n`,
};
const BASIC_REJECTION = 'no token';

/** What refused requests cost, beside a server that only answers. */
export async function measureRejectionCosts(): Promise<RejectionCosts> {
  const bare = fork(BARE_SERVER);
  const [{ port: barePort }] = (await once(bare, 'message')) as [AddressInfo];
  const [wide, narrow] = [
    new Installation({ limits: { ...WIDE_CONNECTION_LIMITS, failures_per_minute: 100_000 } }),
    new Installation({ limits: { ...WIDE_CONNECTION_LIMITS, failures_per_minute: 1 } }),
  ];
  try {
    const benchmarks: RejectionBenchmark[] = [
      { name: 'bare', child: bare, port: barePort, text: REJECTED_REQUESTS[BASIC_REJECTION]! },
    ];
    for (const installation of [wide, narrow]) await installation.startDriver();
    const open = await startServer(wide);
    const strict = await startServer(narrow);
    for (const [name, text] of Object.entries(REJECTED_REQUESTS)) benchmarks.push({ name, ...open, text });
    benchmarks.push({ name: 'too many failures', ...strict, text: REJECTED_REQUESTS[BASIC_REJECTION]! });
    const { bare: bareMicroseconds = Number.NaN, ...microseconds } = await measureInTurns(benchmarks);
    return { bareMicroseconds, microseconds };
  } finally {
    bare.disconnect();
    await wide.close();
    await narrow.close();
  }
}

export interface RejectionBenchmark {
  readonly name: string;
  readonly child: ChildProcess;
  readonly port: number;
  readonly text: string;
}

async function startServer(
  installation: Installation,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const { gateway, url } = await installation.startGateway();
  return { child: gateway.child, port: Number(new URL(url).port) };
}

/** CPU microseconds per request: the least of some rounds, in which all take turns, since other load only adds to it. */
export async function measureInTurns(
  benchmarks: readonly RejectionBenchmark[],
): Promise<Record<string, number>> {
  const least: Record<string, number> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, child, port, text } of benchmarks) {
      const beforeNs = cpuTimeNs(child);
      for (let i = 0; i < CONNECTIONS; i++) await sendPipelined(port, text);
      const micros = (cpuTimeNs(child) - beforeNs) / 1000 / (CONNECTIONS * REQUESTS_PER_CONNECTION);
      // The first round warms up.
      if (round > 0) least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, micros);
    }
  }
  return least;
}

/** Sends the requests of one connection all at once, and waits until it is closed. */
function sendPipelined(port: number, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const last = text.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
    const socket = connect(port, '127.0.0.1');
    socket
      .on('error', reject)
      .once('close', () => resolve())
      .resume();
    socket.write(text.repeat(REQUESTS_PER_CONNECTION - 1) + last);
  });
}
