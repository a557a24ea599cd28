import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { measurePixels } from './pixels.ts';
import { type Row, renderTable, targets } from './report.ts';
import { measureWholePath } from './whole-path.ts';

const USAGE = `Usage: npm run bench -- [--json FILE] [--pixels N]

Measures what a pixel costs, and the whole path with the real processes. About a minute.

  --json FILE   write the figures for machines, too
  --pixels N    the strip (default 500)
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      pixels: { type: 'string', default: '500' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return void process.stdout.write(USAGE);
  const pixels = Number(values.pixels);
  if (!Number.isInteger(pixels) || pixels < 1 || pixels > 1000) throw new Error('--pixels must be 1 to 1000');

  const progress = (step: string): void => void process.stderr.write(`… ${step}\n`);
  progress('nanoseconds a pixel');
  const pixelFigures = measurePixels(pixels);
  const wholePath = await measureWholePath(pixels, progress);
  const rows: Row[] = targets(pixelFigures, wholePath);
  process.stdout.write(renderTable(rows));
  if (values.json) {
    const machine = { node: process.version, arch: process.arch, cpu: cpus()[0]?.model };
    writeFileSync(values.json, `${JSON.stringify({ machine, pixels: pixelFigures, wholePath }, null, 2)}\n`);
  }
}

main().catch((error: Error) => {
  process.stderr.write(`bench: ${error.message}\n`);
  process.exitCode = 1;
});
