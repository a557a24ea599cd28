import { StartError } from '@garland/daemon';
import { ConfigError } from '@garland/toml';
import { EXIT } from './exit-codes.ts';

/** Prints why the process ends to standard error, and returns its exit code. */
export function reportFatalError(error: unknown): number {
  process.stderr.write(`garland-gateway: ${messageOf(error)}\n`);
  if (error instanceof ConfigError) return EXIT.configuration;
  return error instanceof StartError ? error.exitCode : EXIT.internalError;
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigError) return `the configuration can't be used:\n${error.message}`;
  if (error instanceof StartError) return error.message;
  const { errorName, stack } = redactedStack(error);
  return `internal error, please report it: ${errorName}\n${stack}`;
}

/** An error without its message, which can contain client data. */
export function redactedStack(error: unknown): { readonly errorName: string; readonly stack: string } {
  if (!(error instanceof Error)) return { errorName: typeof error, stack: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { errorName: error.name, stack: frames.join('\n') };
}
