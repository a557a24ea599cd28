/** A service that can't start tries no more often than this. */
const RESTART_DELAY_MS = 10_000;

/**
 * What a daemon does last if it could not start: where systemd handed it sockets, it stays a while. systemd would start it
 * again at once, as long as somebody waits at a socket, and only to fail in the same way; the limits of its own that
 * would end this close the socket. Meanwhile, whoever connects waits in the socket's queue. SIGTERM ends the wait.
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
