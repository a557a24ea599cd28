import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ModelPi } from './model-pi.ts';

export interface RunResult {
  /** The exit code, or the name of the signal that ended it. */
  readonly exitStatus: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

const DEADLINE_MS = 60_000;

/** The files in `programs` that run on their own. */
export type WireProgram = 'call-addon' | 'call-output' | 'play-addon' | 'play-output' | 'tear-frame';

/** Runs one of the programs on a machine, to its end. */
export async function runProgramOn(
  machine: ModelPi,
  program: WireProgram,
  settings: unknown,
): Promise<RunResult> {
  const script = fileURLToPath(new URL(`./programs/${program}.js`, import.meta.url));
  const child = spawn(process.execPath, [script, JSON.stringify(settings)], {
    env: { ...process.env, ...machine.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: DEADLINE_MS,
    killSignal: 'SIGKILL',
  });
  const ended = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      ended[name] += text;
    });
  }
  await once(child, 'close');
  return { ...ended, exitStatus: child.signalCode ?? child.exitCode ?? 0 };
}
