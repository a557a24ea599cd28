import { execFile } from 'node:child_process';

export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  /** If the program failed without writing to it, the reason. */
  readonly stderr: string;
}

/** @returns undefined if the program is not installed */
export type RunProgram = (program: string, ...args: readonly string[]) => Promise<ProgramResult | undefined>;

const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

/** Runs programs found in the PATH of `env`, each for at most `timeoutMs` (0: without a limit). */
export function programRunner(env: NodeJS.ProcessEnv, timeoutMs = 0): RunProgram {
  const options = {
    timeout: timeoutMs,
    maxBuffer: MAX_OUTPUT_BYTES,
    // Output in English and without colours, for parsing.
    env: { ...env, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' },
  };
  return (program, ...args) =>
    new Promise((resolve) => {
      execFile(program, args, options, (error, stdout, stderr) => {
        if (error?.code === 'ENOENT') return resolve(undefined);
        const exitCode = error ? Number(error.code) || 1 : 0;
        resolve({ exitCode, stdout, stderr: error ? stderr || error.message : stderr });
      });
    });
}
