import { EX_CONFIG, StartError } from './start-error.ts';

/** The first descriptor that systemd passes. */
const LISTEN_FDS_START = 3;

/**
 * The descriptors that systemd passed to this process, by their `FileDescriptorName=`. Empty if it was started by hand, or
 * if the variables are another process's, such as a parent's.
 *
 * @see sd_listen_fds(3)
 * @throws {StartError} if two have the same name: nothing would listen on one of them
 */
export function listenFds(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): ReadonlyMap<string, number> {
  const descriptors = new Map<string, number>();
  if (env.LISTEN_PID !== String(pid)) return descriptors;
  const names = (env.LISTEN_FDNAMES ?? '').split(':');
  const count = Number(env.LISTEN_FDS);
  for (let i = 0; Number.isInteger(count) && i < count; i++) {
    const name = names[i] || 'unknown';
    if (descriptors.has(name)) throw duplicateName(name);
    descriptors.set(name, LISTEN_FDS_START + i);
  }
  return descriptors;
}

function duplicateName(name: string): StartError {
  return new StartError(
    EX_CONFIG,
    `systemd passed two descriptors named "${name}": give each socket a FileDescriptorName= of its own, ` +
      'and each socket unit one ListenStream=',
  );
}
