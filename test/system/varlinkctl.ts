import { execFile, spawn, spawnSync } from 'node:child_process';

// Empty is as good as absent: that is what the script leaves when it could not get one.
const PROGRAM: string = process.env.GARLAND_VARLINKCTL || 'varlinkctl';

/** Why there is nothing to test with, in words; undefined if there is. */
export function whyMissing(): string | undefined {
  const { status } = spawnSync(PROGRAM, ['--version']);
  if (status === 0) return undefined;
  return `${PROGRAM} does not run here. To test with the real one: GARLAND_VARLINKCTL=$(test/system/get-varlinkctl.sh) npm run test:system`;
}

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Reads one reply. Asked for more than one, it parts them as RFC 7464 says: a record separator before each. */
export function parseReplyLine(line: string): unknown {
  return JSON.parse(line.replaceAll('\x1e', ''));
}

/** Runs it to its end, whatever that is. */
export function varlinkctl(...args: readonly string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile(PROGRAM, ['--no-pager', ...args], { timeout: 10_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr });
    });
  });
}

/** Runs a call with `--more` and yields each reply. Leaving the loop ends the program. */
export async function* varlinkctlMore(address: string, method: string): AsyncGenerator<unknown, void> {
  const child = spawn(PROGRAM, ['--json=short', 'call', '--more', address, method, '{}'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let pending = '';
    for await (const chunk of child.stdout) {
      const lines = (pending + String(chunk)).split('\n');
      pending = lines.pop() ?? '';
      for (const line of lines) yield parseReplyLine(line);
    }
  } finally {
    child.kill();
  }
}
