import { existsSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { BUILT_IN_IDS } from '@garland/animations';
import { readBaseline, writeBaseline } from './baseline.ts';
import { measureEndToEnd } from './end-to-end.ts';
import { measurePixels, type PixelCosts } from './pixels.ts';
import { measureRejectionCosts } from './rejection-cost.ts';
import { pixelRows, processRows, rejectionRows, renderTable, tokenRows } from './report.ts';
import { measureStripLimit } from './strip-limit.ts';
import { measureTokens } from './tokens.ts';

const USAGE = `Usage: npm run bench -- [--json FILE] [--pixels N] [--only-pixels] [--record]

Measures the cost of a pixel and of a token, and the whole path with the real processes. About two minutes.
Figures with × are compared with the last recorded run: 1.00 is the same, on any machine.

  --json FILE     also write the figures as JSON
  --pixels N      the length of the strip (default 500)
  --only-pixels   measure no tokens and no processes
  --record        keep this run as the baseline of later ones
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      pixels: { type: 'string', default: '500' },
      'only-pixels': { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const pixels = Number(values.pixels);
  if (!Number.isInteger(pixels) || pixels < 1 || pixels > 1000) throw new Error('--pixels must be 1 to 1000');

  const progress = (step: string): void => void process.stderr.write(`… ${step}\n`);
  progress('nanoseconds a pixel');
  const perPixel = measurePixels(pixels);
  process.stdout.write(renderTable(pixelRows(perPixel, readBaseline(pixels))));
  if (values.record) writeBaseline(perPixel);
  const tokens = values['only-pixels'] ? undefined : await measureTokens();
  if (tokens) process.stdout.write(renderTable(tokenRows(tokens)));
  const processes = values['only-pixels'] ? undefined : await measureProcesses(perPixel, progress);
  if (processes) {
    process.stdout.write(renderTable(processRows(processes.wholePath, processes.atStripLimit)));
    process.stdout.write(renderTable(rejectionRows(processes.refusals)));
  }
  if (values.json) {
    const machine = { node: process.version, arch: process.arch, cpu: cpus()[0]?.model };
    writeFileSync(values.json, `${JSON.stringify({ machine, perPixel, tokens, ...processes }, null, 2)}\n`);
  }
}

/** On a Pi, the driver's state is in memory too. */
if (existsSync('/dev/shm')) process.env.TMPDIR ??= '/dev/shm';

async function measureProcesses({ pixels, nanoseconds }: PixelCosts, progress: (step: string) => void) {
  const cost = (id: string): number => nanoseconds[id] ?? 0;
  const dearest = BUILT_IN_IDS.reduce((most, id) => (cost(id) > cost(most) ? id : most));
  const wholePath = await measureEndToEnd(pixels, progress);
  const atStripLimit = [];
  for (const length of [pixels, 100]) {
    progress(`${length} pixels at the strip's own limit`);
    atStripLimit.push(await measureStripLimit(length, dearest));
  }
  progress('what a refused request costs');
  return { wholePath, atStripLimit, refusals: await measureRejectionCosts() };
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
