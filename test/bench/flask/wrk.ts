import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
}

export interface LoadTarget {
  readonly url: string;
  readonly token: string;
  readonly keepsConnections: boolean;
}

const CONNECTIONS = 8;
const MS_PER: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1e3 };
const run = promisify(execFile);

/** Plays as fast as it can, for so many seconds. `scratch` is a folder for what wrk reads. */
export async function runWrk(
  { url, token, keepsConnections }: LoadTarget,
  seconds: number,
  before: readonly string[],
  scratch: string,
): Promise<LoadResult> {
  const script = join(scratch, 'load.lua');
  writeFileSync(script, 'wrk.method = "POST"\n');
  const [command = '', ...args] = [
    ...[...before, 'wrk', '--threads', '1', '--connections', String(CONNECTIONS)],
    ...[
      '--duration',
      `${seconds}s`,
      '--latency',
      '--script',
      script,
      '--header',
      `Authorization: Bearer ${token}`,
    ],
    ...(keepsConnections ? [] : ['--header', 'Connection: close']),
    url,
  ];
  const { stdout } = await run(command, args);
  const refused = /Non-2xx or 3xx responses: \d+|Socket errors: .*/.exec(stdout)?.[0];
  if (refused) throw new Error(`${url}: ${refused}`);
  const [, p99 = '', unit = ''] = /99%\s+([\d.]+)(us|ms|s)$/m.exec(stdout) ?? [];
  return {
    requestsPerSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]),
    p99Ms: Number(p99) * (MS_PER[unit] ?? Number.NaN),
  };
}
