import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { PROGRAMS } from '@garland/test-kit/programs';
import { TestProcess } from '@garland/test-kit/test-process';
import { type CommandResult, cleanEnv } from '../run-garland.ts';

export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
}

/** Starts the command line in a process of its own. */
export function startGarlandProcess(args: readonly string[], options: SpawnOptions = {}): TestProcess {
  return new TestProcess([process.execPath, PROGRAMS.cli, ...args], { cwd: tmpdir(), ...options });
}

/** Runs it to its end. */
export async function spawnGarland(
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<CommandResult> {
  const garland = startGarlandProcess(args, options);
  const code = await garland.exited;
  return { code: typeof code === 'number' ? code : null, stdout: garland.stdout, stderr: garland.stderr };
}

/** The reason why tests on a pseudo-terminal are skipped, if they are. */
export const SKIP_WITHOUT_PTY: string | false =
  spawnSync('script', ['--version']).stdout?.includes('util-linux') === true
    ? false
    : 'needs the program "script" of util-linux';

/** Runs a Node program on a pseudo-terminal of 80 by 24. */
export function startOnPseudoTerminal(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): ChildProcess & { readonly heard: () => string } {
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qefc', `stty cols 80 rows 24; exec ${command}`, '/dev/null'], {
    cwd: tmpdir(),
    env: cleanEnv({ COLORTERM: 'truecolor', SHELL: '/bin/sh', ...env }),
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return Object.assign(child, { heard: () => output });
}
