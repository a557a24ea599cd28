import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Installation } from '@garland/test-kit/installation';
import { ROOT } from '@garland/test-kit/programs';
import type { AttackCounts } from './dos-attacker.ts';
import { raisePriority, startEmptyLoop, takeFrameLog } from './frame-log.ts';
import { type Distribution, distribution } from './measure.ts';
import type { FrameLog } from './record-frames.ts';
import { p99Of, type ReportRow, renderTable } from './report.ts';

const USAGE = `Usage: npm run bench:dos

One address holds a thousand slow connections and sends five hundred requests a second without a token. Measures what
that does to the requests of another address with a token, each on its own connection, and to the driver's frames. All
limits but the token's are the defaults. About a minute and a half, over HTTP and HTTPS.
`;

const ATTACK_SCRIPT = fileURLToPath(new URL('./dos-attacker.js', import.meta.url));
const FRAME_RECORDER = fileURLToPath(new URL('./record-frames.js', import.meta.url));
const ATTACKER = '127.0.0.2';
const VICTIM = '127.0.0.3';
const FRAMES_PER_SECOND = 60;
const TICK_MS = 1000 / FRAMES_PER_SECOND;
/** A little below the connections per second that an address can open. */
const REQUESTS_PER_SECOND = 8;
const REQUESTS = 160;
/** Two loops on a busy machine miss different frames: by this share they can differ. */
const NOISE_SHARE = 0.01;
/** The promised latency for other clients. */
const MAX_LATENCY_MS = 100;

interface DosResult {
  readonly quietMs: Distribution;
  readonly attackedMs: Distribution;
  readonly attack: AttackCounts;
  /** Frames that came more than half a tick late. */
  readonly missedFrames: number;
  /** The same for a loop that does nothing, at the same time: the machine's own share. */
  readonly missedByEmptyLoop: number;
  readonly frames: number;
}

async function main(): Promise<void> {
  if (process.argv.length > 2) return void process.stdout.write(USAGE);
  for (const tls of [false, true]) {
    const figures = await measure(tls);
    process.stdout.write(renderTable(dosRows(tls ? 'TLS' : 'plain', figures)));
  }
}

async function measure(tls: boolean): Promise<DosResult> {
  const installation = new Installation({
    animation: 'rainbow',
    framesPerSecond: FRAMES_PER_SECOND,
    limits: { requests_per_minute: 1_000_000 },
    gatewayToml: tls ? '[tls]\ncertificate = "tls/fullchain.pem"\nkey = "tls/privkey.pem"\n' : '',
  });
  if (tls)
    execFileSync(
      process.execPath,
      [
        join(ROOT, 'packages/cli/bin/garland.js'),
        ...['certificate', 'self-signed', '--if-needed', '--dir', installation.path('tls')],
      ],
      { stdio: 'pipe' },
    );
  const empty = startEmptyLoop(TICK_MS);
  let attacker: ChildProcess | undefined;
  try {
    const driver = await installation.startDriver(['--import', FRAME_RECORDER]);
    raisePriority(driver.child);
    const { gateway, url } = await installation.startGateway();
    await gateway.record('driver_connected');
    const port = Number(new URL(url).port);
    const ask = (): Promise<number> => measureRequestMs(port, tls, installation.token);
    const calmMs = distribution(await requestRepeatedly(ask));
    attacker = fork(ATTACK_SCRIPT, [String(port), ATTACKER, tls ? 'tls' : 'plain']);
    await sleep(2_000);
    await takeFrameLog(driver.child);
    await takeFrameLog(empty);
    const attackedMs = distribution(await requestRepeatedly(ask));
    const shown = await takeFrameLog(driver.child);
    return {
      quietMs: calmMs,
      attackedMs,
      frames: shown.shownMs.length,
      missedFrames: countMissedFrames(shown),
      missedByEmptyLoop: countMissedFrames(await takeFrameLog(empty)),
      attack: await attackCountsOf(attacker),
    };
  } finally {
    empty.kill();
    attacker?.disconnect();
    await installation.close();
  }
}

function countMissedFrames({ shownMs }: FrameLog): number {
  return shownMs.slice(1).filter((atMs, i) => atMs - (shownMs[i] ?? 0) > 1.5 * TICK_MS).length;
}

async function attackCountsOf(attacker: ChildProcess): Promise<AttackCounts> {
  attacker.send('figures');
  const [figures] = (await once(attacker, 'message')) as [AttackCounts];
  return figures;
}

async function requestRepeatedly(ask: () => Promise<number>): Promise<number[]> {
  const asked: Promise<number>[] = [];
  for (let i = 0; i < REQUESTS; i++) {
    asked.push(ask());
    await sleep(1000 / REQUESTS_PER_SECOND);
  }
  return await Promise.all(asked);
}

/** Milliseconds for a new connection, its handshake and one request. A failure counts as infinite. */
function measureRequestMs(port: number, tls: boolean, token: string): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve) => {
    const req = (tls ? httpsRequest : httpRequest)(
      {
        host: '127.0.0.1',
        port,
        localAddress: VICTIM,
        path: '/v1/status',
        agent: false,
        rejectUnauthorized: false,
        headers: { Authorization: `Bearer ${token}` },
      },
      (res) => {
        res
          .resume()
          .once('end', () =>
            resolve(res.statusCode === 200 ? performance.now() - startedMs : Number.POSITIVE_INFINITY),
          );
      },
    );
    req.once('error', () => resolve(Number.POSITIVE_INFINITY)).end();
  });
}

function dosRows(
  wire: string,
  { quietMs, attackedMs, attack, missedFrames, missedByEmptyLoop, frames }: DosResult,
): ReportRow[] {
  return [
    { name: `${wire}: a request in quiet, p99`, ...p99Of(quietMs) },
    { name: `${wire}: a request under attack, p99`, ...p99Of(attackedMs), below: MAX_LATENCY_MS },
    {
      name: `${wire}: frames missed under attack`,
      value: missedFrames,
      unit: '',
      below: missedByEmptyLoop + Math.max(1, frames * NOISE_SHARE),
      detail: `of ${frames}; an empty loop missed ${missedByEmptyLoop} meanwhile`,
    },
    {
      name: `${wire}: the attacker's requests answered`,
      value: (100 * attack.answers) / attack.requests,
      unit: '%',
      detail: `${attack.requests} sent, ${attack.opened} connections opened`,
    },
  ];
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
