import { CallError } from '@garland/protocol';
import { EXIT, explain } from './exit-codes.ts';
import { answerHangups } from './hangup.ts';
import type { Log } from './log.ts';
import { endIfStalled } from './output/ws281x.ts';
import type { Reload } from './reload.ts';

/**
 * Whatever ends the process, short of SIGKILL and a fault in native code, `closers` are called first, in order; more may be put in while the driver
 * starts. A strip that is not darkened stays lit, because it keeps what it was last told.
 */
export function stopInOrder(closers: readonly (() => void)[], log: Log): void {
  process.once('exit', (exitCode) => {
    const errors: unknown[] = [];
    for (const close of closers) {
      try {
        close();
      } catch (error) {
        errors.push(error);
        log('failed', { problem: explain(error).message });
      }
    }
    // A pipe is written to at once, so this record gets out too.
    log('stopped', { exitCode });
    errors.forEach(endIfStalled);
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGQUIT'] as const) {
    // Not once: a second signal must not end the process while the strip is being darkened.
    process.on(signal, () => {
      log('stopping', { signal });
      process.exit(EXIT.stopped);
    });
  }
  for (const fault of ['uncaughtException', 'unhandledRejection'] as const) {
    process.once(fault, (error: unknown) => {
      const { message, exitCode } = explain(error);
      log('failed', { problem: message });
      process.exit(exitCode);
    });
  }
}

export function reloadOnHangup(reload: Reload): void {
  answerHangups(() => {
    try {
      reload('signal');
    } catch (error) {
      // A refusal is on record, and nobody else waits for an answer.
      if (!(error instanceof CallError)) throw error;
    }
  });
}
