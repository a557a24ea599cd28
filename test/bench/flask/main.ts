import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { proportionalSetSizeMb } from '../measure.ts';
import { type ReportRow, renderTable } from '../report.ts';
import { missingPackages } from './flask-server.ts';
import { packageGateway, type ServerComparison, startServers } from './servers.ts';
import { type LoadResult, runWrk } from './wrk.ts';

const USAGE = `Usage: npm run bench:flask

Garland's gateway, as its package and its unit run it, and next to it Flask, gunicorn and PyJWT that check the same token,
call the same driver and write the same record. Each has the same one core, together with the driver, and takes turns; the
load comes from another core. Gunicorn has its two common kinds of workers: "sync", its default, which ends each connection
after one answer, and "gthread", which keeps them. The better one counts. Measured are requests a second, with and without
TLS, with connections that are kept and with one for each request. Four minutes, on a machine that does nothing else.

Whatever is missing of Debian's packages is named, and nothing is measured. It judges, and never fails.
`;

/** Linux only: who is measured shares a core with nobody but the driver. */
const [SERVER_CPU, LOAD_CPU] = ['0', '1'];
const SERVER_CORE = ['taskset', '--cpu-list', SERVER_CPU];
const LOAD_CORE = ['taskset', '--cpu-list', LOAD_CPU];
const ROUNDS = 5;
const SECONDS = 3;
const WARM_UP_SECONDS = 2;
/** Of Garland's requests a second, the best of the others may have that share. */
const MAX_FLASK_SHARE = 1 / 2.5;
const MEMORY_MB = 100;

async function main(): Promise<void> {
  if (process.argv.length > 2) return void process.stdout.write(USAGE);
  const missing = missingPackages();
  if (missing) return void process.stdout.write(`Nothing was measured. It takes: ${missing}\n`);
  if (cpus().length < 2) return void process.stdout.write('Nothing was measured. It takes two cores.\n');
  // Whoever reads the records that are written shares the load's core, not that of who is measured.
  execFileSync('taskset', ['--all-tasks', '--pid', '--cpu-list', LOAD_CPU, String(process.pid)]);
  const gateway = packageGateway();
  for (const scheme of ['http', 'https'] as const) {
    const arena = await startServers(scheme, gateway, SERVER_CORE);
    try {
      for (const keepsConnections of [true, false]) {
        process.stderr.write(`… ${titleOf(arena, keepsConnections)}\n`);
        const figures = await measure(arena, keepsConnections);
        process.stdout.write(renderTable(rows(titleOf(arena, keepsConnections), figures)));
      }
      process.stdout.write(renderTable([memoryRow(arena)]));
    } finally {
      await arena.close();
    }
  }
}

type LoadResults = Readonly<Record<string, LoadResult>>;

/** In turns, so that whatever else the machine does meets all alike. The best round of each counts. */
async function measure(
  { scheme, token, servers, scratch }: ServerComparison,
  keepsConnections: boolean,
): Promise<LoadResults> {
  const best: Record<string, LoadResult> = {};
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, port } of servers) {
      const target = { url: `${scheme}://127.0.0.1:${port}/v1/animations/twinkle`, token, keepsConnections };
      const seconds = round === 0 ? WARM_UP_SECONDS : SECONDS;
      const now = await runWrk(target, seconds, LOAD_CORE, scratch);
      const before = best[name];
      if (round > 0 && (!before || before.requestsPerSecond < now.requestsPerSecond)) best[name] = now;
    }
  }
  return best;
}

function titleOf({ scheme }: ServerComparison, keepsConnections: boolean): string {
  return `${scheme}, ${keepsConnections ? 'connections kept' : 'a connection each'}`;
}

function rows(title: string, { garland, ...rivals }: LoadResults): ReportRow[] {
  if (!garland) throw new Error('nothing was measured');
  const [fastest, ...others] = Object.entries(rivals);
  const [name, rival] = others.reduce(
    (a, b) => (b[1].requestsPerSecond > a[1].requestsPerSecond ? b : a),
    fastest!,
  );
  return [
    ...Object.entries({ garland, ...rivals }).map(([who, { requestsPerSecond, p99Ms }]) => ({
      name: `${title}: ${who}`,
      value: requestsPerSecond,
      unit: 'req/s',
      detail: `p99 ${p99Ms.toFixed(1)} ms`,
    })),
    {
      name: `${title}: ${name} / garland`,
      value: rival.requestsPerSecond / garland.requestsPerSecond,
      unit: 'ratio',
      below: MAX_FLASK_SHARE,
      detail: `garland answers ${(garland.requestsPerSecond / rival.requestsPerSecond).toFixed(2)} times as many; the goal is 2.5`,
    },
    {
      name: `${title}: p99 of garland / of ${name}`,
      value: garland.p99Ms / rival.p99Ms,
      unit: 'ratio',
      below: 1,
    },
  ];
}

function memoryRow({ scheme, driver, gateway }: ServerComparison): ReportRow {
  const [driverMb, gatewayMb] = [proportionalSetSizeMb(driver.pid), proportionalSetSizeMb(gateway.pid)];
  return {
    name: `${scheme}: memory of driver and gateway`,
    value: driverMb + gatewayMb,
    unit: 'MB PSS',
    below: MEMORY_MB,
    detail: `${driverMb.toFixed(1)} + ${gatewayMb.toFixed(1)}, after the load`,
  };
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
