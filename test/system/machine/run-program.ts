import { type ExecFileException, type ExecFileOptions, execFile } from 'node:child_process';

export interface CompletedProgram {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** For an error message, such as "ended with 1". */
  readonly ending: string;
}

const TIMEOUT_MS = 600_000;
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
      { timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, ...options, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        const ending = describeEnding(error, options.timeout ?? TIMEOUT_MS);
        resolve({ code, stdout, stderr: error && stderr === '' ? error.message : stderr, ending });
      },
    );
  });
}

function describeEnding(error: ExecFileException | null, timeoutMs: number): string {
  if (error?.code === 'ENOENT') return 'is not installed';
  if (error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'was ended because it printed too much';
  // Only the time limit ends it from here.
  if (error?.killed) return `did not end within ${timeoutMs / 1000} s, and was killed`;
  if (error?.signal) return `was killed by ${error.signal}`;
  return `ended with ${error?.code ?? 0}`;
}

/** Runs a program that must succeed, and gives what it printed. */
export async function outputOrThrow(
  program: string,
  args: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const { code, stdout, stderr, ending } = await runProgram(program, args, options);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ${ending}:\n${stdout}${stderr}`);
  return stdout;
}
