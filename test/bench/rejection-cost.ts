import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Installation } from '@garland/test-kit/installation';

export interface RejectionCosts {
  /** What a refused request takes of a core, in microseconds, by why it was refused. */
  readonly microseconds: Readonly<Record<string, number>>;
  /** The same for Node's own server that answers 401 to whatever comes. */
  readonly bareMicroseconds: number;
}

const BARE_SERVER = fileURLToPath(new URL('./bare-server.js', import.meta.url));
const HEAD = 'Host: tree.example.org\r\nUser-Agent: bench\r\nAccept: */*\r\n';
const ROUNDS = 5;
const CONNECTIONS = 60;
const REQUESTS_PER_CONNECTION = 50;
/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

const WIDE_CONNECTION_LIMITS = {
  connections_per_address: 1000,
  connections: 1000,
  new_connections_per_second: 10_000,
};

/** What strangers send; each kind is refused for the reason that is its name. */
const REJECTED_REQUESTS: Readonly<Record<string, string>> = {
  'no token': `POST /v1/animations/twinkle HTTP/1.1\r\n${HEAD}\r\n`,
  'a token that is none': `POST /v1/animations/twinkle HTTP/1.1\r\n${HEAD}Authorization: Bearer abc\r\n\r\n`,
  'no such path': `GET /wp-login.php HTTP/1.1\r\n${HEAD}\r\n`,
};
const BASIC_REJECTION = 'no token';

/** What the answers to strangers cost, beside a server that does nothing but answer. */
export async function measureRejectionCosts(): Promise<RejectionCosts> {
  const bare = fork(BARE_SERVER);
  const [{ port: barePort }] = (await once(bare, 'message')) as [AddressInfo];
  const [wide, narrow] = [
    new Installation({ limits: { ...WIDE_CONNECTION_LIMITS, failures_per_minute: 100_000 } }),
    new Installation({ limits: { ...WIDE_CONNECTION_LIMITS, failures_per_minute: 1 } }),
  ];
  try {
    const contenders: RejectionBenchmark[] = [
      { name: 'bare', child: bare, port: barePort, text: REJECTED_REQUESTS[BASIC_REJECTION]! },
    ];
    for (const house of [wide, narrow]) await house.startDriver();
    const open = await startServer(wide);
    const strict = await startServer(narrow);
    for (const [name, text] of Object.entries(REJECTED_REQUESTS)) contenders.push({ name, ...open, text });
    contenders.push({ name: 'too many failures', ...strict, text: REJECTED_REQUESTS[BASIC_REJECTION]! });
    const { bare: bareMicroseconds = Number.NaN, ...microseconds } = await measureInTurns(contenders);
    return { bareMicroseconds, microseconds };
  } finally {
    bare.disconnect();
    await wide.close();
    await narrow.close();
  }
}

interface RejectionBenchmark {
  readonly name: string;
  readonly child: ChildProcess;
  readonly port: number;
  readonly text: string;
}

async function startServer(
  house: Installation,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const { gateway, url } = await house.startGateway();
  return { child: gateway.child, port: Number(new URL(url).port) };
}

/** The least of some rounds, in which all take turns: a machine that does other things can only make one dearer. */
async function measureInTurns(contenders: readonly RejectionBenchmark[]): Promise<Record<string, number>> {
  const least: Record<string, number> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, child, port, text } of contenders) {
      const beforeS = cpuSeconds(child);
      for (let i = 0; i < CONNECTIONS; i++) await sendPipelined(port, text);
      const micros = ((cpuSeconds(child) - beforeS) * 1e6) / (CONNECTIONS * REQUESTS_PER_CONNECTION);
      // The first round warms up.
      if (round > 0) least[name] = Math.min(least[name] ?? Number.POSITIVE_INFINITY, micros);
    }
  }
  return least;
}

/** One connection's requests, all at once, and the end of it. */
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

function cpuSeconds({ pid }: ChildProcess): number {
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
