import { UNRECOVERABLE_EXIT_CODES } from './start-error.ts';

const RESTART_DELAY_MS = 10_000;

/**
 * Delays the exit of a socket-activated daemon that failed to start for a reason that it does not know, because systemd starts
 * it again at once. During the delay, clients wait in the socket's queue. SIGTERM ends it. A daemon that knows the reason
 * exits at once: the gateway is then not restarted (`RestartPreventExitStatus=`), and the driver delays its next start.
 *
 * @see sd_listen_fds(3)
 */
export async function restartDelay(
  exitCode: number,
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  durationMs: number = RESTART_DELAY_MS,
): Promise<void> {
  if (env.LISTEN_PID !== String(pid) || UNRECOVERABLE_EXIT_CODES.includes(exitCode)) return;
  await new Promise<void>((resolve) => {
    setTimeout(resolve, durationMs);
    process.once('SIGTERM', () => resolve());
  });
}
