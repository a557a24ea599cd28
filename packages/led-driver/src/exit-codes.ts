import { StartError } from '@garland/daemon';
import { ConfigError } from '@garland/toml';
import { OutputError } from './output/output.ts';

/** Why the driver ended, for systemd and scripts; the numbers are those of sysexits.h. */
export const EXIT = {
  stopped: 0,
  usage: 64,
  outputUnavailable: 69,
  internalError: 70,
  socketUnavailable: 73,
  notPermitted: 77,
  configuration: 78,
} as const;

/** Why the driver ends, in words and as a code. A trace is shown only where there is nothing better to say. */
export function describeExit(error: unknown): { readonly message: string; readonly exitCode: number } {
  if (error instanceof StartError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { message: error.message, exitCode: EXIT.configuration };
  if (error instanceof OutputError) return { message: error.message, exitCode: EXIT.outputUnavailable };
  return {
    message: error instanceof Error ? String(error.stack) : String(error),
    exitCode: EXIT.internalError,
  };
}
