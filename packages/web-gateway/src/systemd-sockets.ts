import { listenFds, StartError } from '@garland/daemon';
import { EXIT } from './exit-codes.ts';

/** Descriptors that systemd passed. */
export interface SystemdSockets {
  readonly listener: number | undefined;
  readonly driver: number | undefined;
}

const DRIVER_NAME = 'driver';
const LISTENER_NAMES: readonly string[] = ['https', 'http'];

/** Finds the inherited sockets: the listener is named "https" or "http", or is the only one besides "driver". */
export function findSystemdSockets(env: NodeJS.ProcessEnv, pid: number): SystemdSockets {
  const descriptors = listenFds(env, pid);
  const others = [...descriptors.keys()].filter((name) => name !== DRIVER_NAME);
  const named = others.filter((name) => LISTENER_NAMES.includes(name));
  const [listener, second] = named.length > 0 ? named : others;
  if (second !== undefined)
    throw new StartError(
      EXIT.configuration,
      `systemd passed more descriptors than one to listen on (${env.LISTEN_FDNAMES}): ` +
        'one socket unit with one ListenStream= and FileDescriptorName=https will do',
    );
  return {
    listener: listener === undefined ? undefined : descriptors.get(listener),
    driver: descriptors.get(DRIVER_NAME),
  };
}
