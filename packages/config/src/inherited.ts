/** The first descriptor that systemd passes. */
const FIRST_DESCRIPTOR = 3;

/**
 * The descriptors that systemd handed to this very process, by their `FileDescriptorName=`. Empty if it was started by
 * hand, or if the variables were meant for another process, such as a parent.
 *
 * @see sd_listen_fds(3)
 */
export function inheritedDescriptors(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): ReadonlyMap<string, number> {
  const descriptors = new Map<string, number>();
  if (env.LISTEN_PID !== String(pid)) return descriptors;
  const names = (env.LISTEN_FDNAMES ?? '').split(':');
  const count = Number(env.LISTEN_FDS);
  for (let i = 0; Number.isInteger(count) && i < count; i++) {
    descriptors.set(names[i] || 'unknown', FIRST_DESCRIPTOR + i);
  }
  return descriptors;
}
