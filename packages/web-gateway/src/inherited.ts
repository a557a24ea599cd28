import { EXIT, StartError } from './exit-codes.ts';

/** Descriptors that the service manager opened for us. */
export interface Inherited {
  readonly listener: number | undefined;
  readonly driver: number | undefined;
}

const FIRST_DESCRIPTOR = 3;
const DRIVER = 'driver';
const LISTENER_NAMES: readonly string[] = ['https', 'http'];
const MAX_DESCRIPTORS = 16;

/**
 * Reads what systemd says about the descriptors it passed (see sd_listen_fds(3)). The one named "driver" is the link to
 * the driver; the listener is the one named "https" or "http", or the only other one.
 */
export function inheritedDescriptors(env: NodeJS.ProcessEnv, pid: number): Inherited {
  const count = Number(env.LISTEN_FDS);
  if (env.LISTEN_PID !== String(pid) || !(Number.isInteger(count) && count > 0 && count <= MAX_DESCRIPTORS))
    return { listener: undefined, driver: undefined };
  const names = (env.LISTEN_FDNAMES ?? '').split(':');
  const passed = Array.from({ length: count }, (_, i) => ({
    name: names[i] ?? '',
    descriptor: FIRST_DESCRIPTOR + i,
  }));
  const others = passed.filter(({ name }) => name !== DRIVER);
  const named = others.filter(({ name }) => LISTENER_NAMES.includes(name));
  const listeners = named.length > 0 ? named : others;
  if (listeners.length > 1 || passed.length - others.length > 1)
    throw new StartError(
      EXIT.configuration,
      `systemd passed ${count} descriptors (${names.join(', ')}), and it is not clear which one to listen on: ` +
        'give the socket unit FileDescriptorName=https',
    );
  return {
    listener: listeners[0]?.descriptor,
    driver: passed.find(({ name }) => name === DRIVER)?.descriptor,
  };
}
