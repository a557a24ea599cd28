const RESTART_DELAY_MS = 10_000;

/**
 * Delays the exit of a socket-activated daemon that failed to start. systemd would start it again at once while a client
 * waits, until its restart limit closes the socket for good. During the delay, clients wait in the socket's queue. SIGTERM
 * ends it.
 *
 * @see sd_listen_fds(3)
 */
export async function restartDelay(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
  durationMs: number = RESTART_DELAY_MS,
): Promise<void> {
  if (env.LISTEN_PID !== String(pid)) return;
  await new Promise<void>((resolve) => {
    setTimeout(resolve, durationMs);
    process.once('SIGTERM', () => resolve());
  });
}
