import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Installation } from '@garland/test-kit/installation';
import type { TestProcess } from '@garland/test-kit/test-process';
import { raisePriority } from '../bench/frame-log.ts';
import { type FuzzPlan, fuzzTargets, replaySeeds } from './fuzz-run.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { HealthMonitor } from './health-monitor.ts';
import { httpTarget } from './http/http-target.ts';
import { MOVING_ANIMATIONS } from './http/request-generator.ts';
import { varlinkTarget } from './varlink/varlink-target.ts';

const USAGE = `Usage: npm run fuzz -- [--messages N] [--minutes N] [--seed N]

Talks to the real gateway and to both sockets of the real driver: messages that are right, and messages that are not, torn
apart at random. Every answer is held against a model. What fails is kept in test/fuzz/seeds, and sent first from then on.

  --messages N   how many in all (default 100000)
  --minutes N    for how long, however many
  --seed N       which ones (default: by chance; it is printed)
`;

const PRELOADS = ['../bench/record-frames.js', './lift-quotas.js'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
const FRAMES_PER_SECOND = 60;
const PIXELS = 100;
const FUZZ_LIMITS = {
  failures_per_minute: 100_000,
  health_checks_per_minute: 1_000_000,
  connections_per_address: 1000,
  connections: 1000,
  new_connections_per_second: 10_000,
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string' },
      minutes: { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return say(USAGE, 0);
  const minutes =
    values.minutes === undefined ? Number.POSITIVE_INFINITY : positive('--minutes', values.minutes);
  const unbounded = values.minutes === undefined ? 100_000 : Number.POSITIVE_INFINITY;
  return await fuzz({
    messages: values.messages === undefined ? unbounded : positive('--messages', values.messages),
    untilMs: performance.now() + minutes * 60_000,
    seed: values.seed === undefined ? Date.now() % 2 ** 31 : positive('--seed', values.seed),
  });
}

async function fuzz(plan: FuzzPlan): Promise<number> {
  say(`seed ${plan.seed}\n`);
  const installation = new Installation({
    pixels: PIXELS,
    animation: MOVING_ANIMATIONS[0] as string,
    framesPerSecond: FRAMES_PER_SECOND,
    limits: { requests_per_minute: 1_000_000, ...FUZZ_LIMITS },
    gatewayToml: '[timeouts]\nkeep_alive_ms = 10000\n',
    driverToml: `[remote]\nallow = ${JSON.stringify(MOVING_ANIMATIONS)}\n`,
  });
  try {
    const driver = await installation.startDriver(PRELOADS.flatMap((path) => ['--import', path]));
    raisePriority(driver.child);
    const { gateway, url } = await installation.startGateway();
    await gateway.record('driver_connected');
    const http = httpTarget(Number(new URL(url).port), installation.token);
    const surfaces: FuzzTarget[] = [
      http,
      varlinkTarget('remote', installation.remoteSocket),
      varlinkTarget('local', installation.localSocket),
    ];
    const signs = new HealthMonitor(driver, gateway, FRAMES_PER_SECOND);
    const failures = [...(await replaySeeds(surfaces)), ...(await fuzzTargets(surfaces, plan, say))];
    signs.stop();
    say(`${signs.summary}\n`);
    const faults = [
      ...failures,
      ...signs.faults(),
      ...(await missingAuditRecords(gateway, http.served())),
      ...[driver, gateway].flatMap(({ stderr }) => (stderr === '' ? [] : [`on standard error: ${stderr}`])),
    ];
    return say(faults.length === 0 ? 'no faults\n' : `${faults.join('\n')}\n`, faults.length === 0 ? 0 : 1);
  } finally {
    await installation.close();
  }
}

/** Every request that was answered with a token is on record as done. One may be so that was cut before its answer. */
async function missingAuditRecords(gateway: TestProcess, served: number): Promise<string[]> {
  await gateway.stop();
  const done = gateway.records.filter(
    ({ event, outcome }) => event === 'request' && outcome === 'done',
  ).length;
  return done >= served ? [] : [`${served} requests were served, and ${done} are on record`];
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`${option} must be a number above 0, not ${JSON.stringify(text)}`);
  return value;
}

function say(text: string, exitCode = 0): number {
  process.stdout.write(text);
  return exitCode;
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: Error) => {
    process.stderr.write(`fuzz: ${error.message}\n`);
    process.exit(1);
  },
);
