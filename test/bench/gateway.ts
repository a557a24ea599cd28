import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type GatewayBuild, packageBuild, type RunningGateway, startGateway } from './gateway-build.ts';
import { sendRequests } from './http-load.ts';
import { cpuTimeNs } from './measure.ts';
import { measureInTurns, REJECTED_REQUESTS } from './rejection-cost.ts';
import { type ReportRow, renderTable } from './report.ts';

const USAGE = `Usage: npm run bench:gateway -- [--baseline BUILD]

Measures the gateway as the package runs it: requests a second and CPU time per request, over HTTP and HTTPS, on kept
connections and with one connection per request, and the CPU time of refused requests. About one minute per build.

  --baseline BUILD  compare with another build in the same run: a .deb, or a checkout that is built

Builds take turns on one core, each with a driver; the load comes from another core. The best round counts.
`;

const [SERVER_CPU, LOAD_CPU] = ['0', '1'];
const ROUNDS = 5;
const ROUND_MS = 2_000;
/** A new build can have this share of the baseline's throughput at the least, and this multiple of its cost. */
const MIN_THROUGHPUT_RATIO = 0.95;
const MAX_CPU_RATIO = 1.05;
const MAX_REJECTION_RATIO = 1.5;

interface LoadResult {
  readonly requestsPerSecond: number;
  readonly cpuMicroseconds: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { baseline: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return void process.stdout.write(USAGE);
  if (cpus().length < 2) throw new Error('this takes two cores');
  const builds = [packageBuild('this build')];
  if (values.baseline !== undefined) builds.push(packageBuild('baseline', values.baseline));
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', LOAD_CPU, String(process.pid)]);
  for (const scheme of ['http', 'https'] as const) await measureScheme(scheme, builds);
}

async function measureScheme(scheme: 'http' | 'https', builds: readonly GatewayBuild[]): Promise<void> {
  const gateways: RunningGateway[] = [];
  try {
    for (const build of builds)
      gateways.push(await startGateway(build, scheme, ['taskset', '--cpu-list', SERVER_CPU]));
    for (const keepAlive of [true, false]) {
      const title = `${scheme}, ${keepAlive ? 'kept connections' : 'a connection each'}`;
      process.stderr.write(`… ${title}\n`);
      process.stdout.write(renderTable(loadRows(title, await measureLoad(gateways, keepAlive))));
    }
    if (scheme === 'http') process.stdout.write(renderTable(await rejectionRows(gateways)));
  } finally {
    for (const gateway of gateways) await gateway.close();
  }
}

/** The best round of each, by build. The first round warms up. */
async function measureLoad(
  gateways: readonly RunningGateway[],
  keepAlive: boolean,
): Promise<Record<string, LoadResult>> {
  const best: Record<string, LoadResult> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const gateway of gateways) {
      const beforeNs = cpuTimeNs(gateway.child);
      const { requests, seconds } = await sendRequests(gateway, keepAlive, ROUND_MS);
      const requestsPerSecond = requests / seconds;
      const cpuMicroseconds = (cpuTimeNs(gateway.child) - beforeNs) / 1000 / requests;
      const before = round > 1 ? best[gateway.name] : undefined;
      best[gateway.name] = {
        requestsPerSecond: Math.max(requestsPerSecond, before?.requestsPerSecond ?? 0),
        cpuMicroseconds: Math.min(cpuMicroseconds, before?.cpuMicroseconds ?? Number.POSITIVE_INFINITY),
      };
    }
  }
  return best;
}

function loadRows(title: string, results: Record<string, LoadResult>): ReportRow[] {
  const rows = Object.entries(results).map(([name, { requestsPerSecond, cpuMicroseconds }]) => ({
    name: `${title}: ${name}`,
    value: requestsPerSecond,
    unit: 'req/s',
    detail: `${cpuMicroseconds.toFixed(0)} µs of CPU per request`,
  }));
  const [now, baseline] = Object.values(results);
  if (!now || !baseline) return rows;
  return [
    ...rows,
    {
      name: `${title}: requests a second, baseline / this build`,
      value: baseline.requestsPerSecond / now.requestsPerSecond,
      unit: 'ratio',
      below: 1 / MIN_THROUGHPUT_RATIO,
    },
    {
      name: `${title}: CPU per request, this build / baseline`,
      value: now.cpuMicroseconds / baseline.cpuMicroseconds,
      unit: 'ratio',
      below: MAX_CPU_RATIO,
    },
  ];
}

async function rejectionRows(gateways: readonly RunningGateway[]): Promise<ReportRow[]> {
  const reasons = Object.entries(REJECTED_REQUESTS);
  const microseconds = await measureInTurns(
    gateways.flatMap(({ name, child, port }) =>
      reasons.map(([reason, text]) => ({ name: `${name}: ${reason}`, child, port, text })),
    ),
  );
  return reasons.flatMap(([reason]): ReportRow[] => {
    const [now = Number.NaN, baseline] = gateways.map(({ name }) => microseconds[`${name}: ${reason}`]);
    const row = { name: `refused: ${reason}`, value: now, unit: 'µs CPU' };
    if (baseline === undefined) return [row];
    return [
      row,
      {
        name: `refused: ${reason}, this build / baseline`,
        value: now / baseline,
        unit: 'ratio',
        below: MAX_REJECTION_RATIO,
      },
    ];
  });
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
