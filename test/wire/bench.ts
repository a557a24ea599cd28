import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { frameDurationMs } from '@garland/led-driver/output/frame-timing';
import { Installation } from '@garland/test-kit/installation';
import { type Distribution, distribution } from '../bench/measure.ts';
import { type ReportRow, renderTable } from '../bench/report.ts';
import { ModelPi } from './model-pi.ts';

const USAGE = `Usage: npm run bench:wire -- [--json FILE]

Measures the real driver on the modelled hardware, at the pace of the wire: frames a second, and how long a status call
takes meanwhile. About a minute.

  --json FILE   write the figures for machines, too
`;

const LENGTHS = [50, 300, 1000];
/** More than any of them reaches. */
const FRAMES_PER_SECOND = 500;
const WARM_UP_MS = 2_000;
const MEASURED_MS = 10_000;
const PAUSE_MS = 20;
const STATUS_WITHIN_MS = 5;

interface WireResult {
  readonly pixels: number;
  readonly framesPerSecond: number;
  /** What the wire itself allows. */
  readonly limit: number;
  readonly statusMs: Distribution;
}

async function measure(pixels: number): Promise<WireResult> {
  const machine = await ModelPi.start();
  const installation = new Installation({
    pixels,
    output: 'kind = "ws281x"',
    animation: 'rainbow',
    framesPerSecond: FRAMES_PER_SECOND,
  });
  try {
    await installation.startDriver([], machine.env);
    await sleep(WARM_UP_MS);
    const before = machine.record.transfers.length;
    const statusMs = distribution(await statusCalls(installation));
    const times = machine.record.transfers.slice(before).map(({ seenNs }) => seenNs);
    const lengthS = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1e9;
    const limit = 1000 / frameDurationMs({ pixels, color_order: 'grb', frequency_khz: 800 });
    return { pixels, framesPerSecond: (times.length - 1) / lengthS, limit, statusMs };
  } finally {
    await installation.close();
    await machine.close();
  }
}

async function statusCalls(installation: Installation): Promise<number[]> {
  const local = await installation.connectLocal();
  const samples: number[] = [];
  for (
    const startedMs = performance.now();
    performance.now() - startedMs < MEASURED_MS;
    await sleep(PAUSE_MS)
  ) {
    const askedMs = performance.now();
    await local.call('Status', {});
    samples.push(performance.now() - askedMs);
  }
  local.close();
  return samples;
}

function rows(figures: readonly WireResult[]): ReportRow[] {
  return figures.flatMap(({ pixels, framesPerSecond, limit, statusMs }) => [
    {
      name: `${pixels} pixels on the wire`,
      value: framesPerSecond,
      unit: 'frames/s',
      detail: `the wire allows ${limit.toFixed(1)}`,
    },
    {
      name: `${pixels} pixels, status call, p99`,
      value: statusMs.p99,
      unit: 'ms',
      below: STATUS_WITHIN_MS,
      detail: `median ${statusMs.median.toFixed(2)}, worst ${statusMs.worst.toFixed(2)}, of ${statusMs.samples}`,
    },
  ]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { json: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const figures: WireResult[] = [];
  for (const pixels of LENGTHS) {
    process.stderr.write(`… ${pixels} pixels\n`);
    figures.push(await measure(pixels));
  }
  process.stdout.write(renderTable(rows(figures)));
  if (!values.json) return;
  const machine = { node: process.version, arch: process.arch, cpu: cpus()[0]?.model };
  writeFileSync(values.json, `${JSON.stringify({ machine, wire: figures }, null, 2)}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
