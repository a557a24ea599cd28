import { spawn, spawnSync } from 'node:child_process';
import { programInRootfs } from './machine/rootfs.ts';
import { type CompletedProgram, runProgram } from './machine/run-program.ts';

const CALL_DEADLINE_MS = 10_000;

/** The system's own, or else the one of the Debian that the other tests boot. */
const CANDIDATES: readonly (readonly string[])[] = [
  ['varlinkctl'],
  programInRootfs('/usr/bin/varlinkctl', 'systemd'),
];
const COMMAND: readonly string[] | undefined = CANDIDATES.find(
  ([program = 'false', ...args]) => spawnSync(program, [...args, '--version']).status === 0,
);
const [PROGRAM = '', ...PREFIX] = COMMAND ?? [];

/** Why there is nothing to test with, in words; undefined if there is. */
export function missingVarlinkctl(): string | undefined {
  if (COMMAND) return undefined;
  return 'there is no varlinkctl here. systemd 255 or newer brings it; "sudo npm run test:system" takes one from Debian';
}

/** Reads one reply. Asked for more than one, it parts them as RFC 7464 says: a record separator before each. */
export function parseReplyLine(line: string): unknown {
  return JSON.parse(line.replaceAll('\x1e', ''));
}

/** Runs it to its end, whatever that is. */
export function runVarlinkctl(...args: readonly string[]): Promise<CompletedProgram> {
  return runProgram(PROGRAM, [...PREFIX, '--no-pager', ...args], { timeout: CALL_DEADLINE_MS });
}

/** Runs a call with `--more` and yields each reply. Leaving the loop ends the program. */
export async function* streamVarlinkctl(address: string, method: string): AsyncGenerator<unknown, void> {
  const child = spawn(PROGRAM, [...PREFIX, '--json=short', 'call', '--more', address, method, '{}'], {
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
