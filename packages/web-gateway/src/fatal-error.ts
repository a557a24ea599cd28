import { StartError } from '@garland/daemon';
import { ConfigError } from '@garland/toml';
import { EXIT } from './exit-codes.ts';

/** Tells on standard error why the process ends, and returns its exit code. */
export function reportFatalError(error: unknown): number {
  process.stderr.write(`garland-gateway: ${messageOf(error)}\n`);
  if (error instanceof ConfigError) return EXIT.configuration;
  return error instanceof StartError ? error.exitCode : EXIT.internalError;
}

function messageOf(error: unknown): string {
  if (error instanceof ConfigError) return `the configuration can't be used:\n${error.message}`;
  if (error instanceof StartError) return error.message;
  const { name, frames } = redactedStack(error);
  return `internal error, please report it: ${name}\n${frames}`;
}

/** An error without its message, which may hold what a client sent. */
export function redactedStack(error: unknown): { readonly name: string; readonly frames: string } {
  if (!(error instanceof Error)) return { name: typeof error, frames: '' };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, frames: frames.join('\n') };
}
