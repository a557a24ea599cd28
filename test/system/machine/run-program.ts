import { type ExecFileOptions, execFile } from 'node:child_process';

export interface CompletedProgram {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES: number = 64 * 1024 * 1024;

/** Runs a program to its end, whatever that is. */
export function runProgram(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<CompletedProgram> {
  return new Promise((resolve) => {
    execFile(
      program,
      args,
      { timeout: 600_000, maxBuffer: MAX_OUTPUT_BYTES, ...options, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        resolve({ code, stdout, stderr: error && stderr === '' ? error.message : stderr });
      },
    );
  });
}

/** Runs a program that must succeed, and gives what it printed. */
export async function outputOrThrow(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
