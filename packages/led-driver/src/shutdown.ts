import { describeExit, EX_OK } from '@garland/daemon';
import { CallError } from '@garland/protocol';
import type { ReloadConfig } from './control/handlers.ts';
import type { Log } from './log.ts';
import { killIfStalled } from './output/ws281x.ts';
import { onSighup } from './sighup.ts';

/**
 * Calls `closers` in order before the process ends, unless SIGKILL or a crash of native code ends it. More of them can be
 * added while the driver starts. Without them the strip would stay lit: it keeps the last frame that it was sent.
 */
export function installShutdown(closers: readonly (() => void)[], log: Log): void {
  process.once('exit', (exitCode) => {
    const errors: unknown[] = [];
    for (const close of closers) {
      try {
        close();
      } catch (error) {
        errors.push(error);
        log('fatal_error', { problem: describeExit(error).message });
      }
    }
    // Writes to a pipe are synchronous, so this record gets out too.
    log('stopped', { exitCode });
    errors.forEach(killIfStalled);
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    // Not once: a second signal must not end the process while the strip is being darkened.
    process.on(signal, () => {
      log('stopping', { signal });
      process.exit(EX_OK);
    });
  }
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.once(fault, (error: unknown) => {
      const { message, exitCode } = describeExit(error);
      log('fatal_error', { problem: message });
      process.exit(exitCode);
    });
  }
}

export function reloadOnSighup(reload: ReloadConfig): void {
  onSighup(() => {
    try {
      reload('signal');
    } catch (error) {
      // It has been logged, and no client waits for a reply.
      if (!(error instanceof CallError)) throw error;
    }
  });
}
