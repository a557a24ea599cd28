import { BUILT_IN_IDS } from '@garland/animations';
import { DRIVER_INTERFACE } from '@garland/protocol';
import { REMOTE_ALLOWLIST } from '../../remote-allowlist.ts';
import { type AttackContext, type Attempt, type AttemptGroup, RefusedError } from '../attempt.ts';
import { sockaddrUn } from '../native-calls.ts';

interface Reply {
  readonly error?: string;
  readonly parameters?: object;
}

/** A connection to the local socket if that is possible, or else the inherited one. */
function connection({ native, driverFd }: AttackContext): number {
  try {
    const socket = native.call('socket', 1, 1, 0);
    native.call('connect', socket, sockaddrUn('/run/garland/local.sock'), 110);
    return socket;
  } catch {
    return driverFd;
  }
}

/** Sends a call and waits for its reply. */
function ask(
  context: AttackContext,
  socket: number,
  method: string,
  parameters: object,
  more = false,
): Reply {
  const call = Buffer.from(`${JSON.stringify({ method, parameters, ...(more && { more }) })}\0`);
  context.native.call('write', socket, call, call.length);
  const chunks: Buffer[] = [];
  while (!chunks.at(-1)?.includes(0)) {
    const chunk = Buffer.alloc(65_536);
    const length = context.native.call('read', socket, chunk, chunk.length);
    if (length === 0) throw new RefusedError('the driver closed the connection');
    chunks.push(chunk.subarray(0, length));
  }
  const [message = ''] = Buffer.concat(chunks).toString().split('\0');
  return JSON.parse(message) as Reply;
}

function assertGranted({ error }: Reply): void {
  if (error !== undefined) throw new RefusedError(error.replace(/^.*\./, ''));
}

function callAttempt(title: string, method: string, parameters: object = {}, more = false): Attempt {
  return {
    title,
    needsRestart: true,
    run: (context) =>
      assertGranted(ask(context, connection(context), `${DRIVER_INTERFACE}.${method}`, parameters, more)),
  };
}

export const DRIVER_CALLS: AttemptGroup = {
  title: 'More of the driver than its own three methods',
  attempts: [
    callAttempt('set the brightness', 'SetBrightness', { percent: 100 }),
    callAttempt('learn where each light hangs', 'Strip'),
    callAttempt('watch every frame', 'Frames', {}, true),
    callAttempt('have the configuration read again', 'Reload'),
    {
      title: 'play an animation that is not on the allowlist',
      run(context) {
        const socket = connection(context);
        const others = BUILT_IN_IDS.filter((id) => !REMOTE_ALLOWLIST.includes(id));
        const replies = others.map((id) => ask(context, socket, `${DRIVER_INTERFACE}.Play`, { id }));
        const played = others.filter((_, i) => replies[i]?.error === undefined);
        if (played.length === 0) throw new RefusedError(`UnknownAnimation, ${others.length} times`);
        return played.join(' ');
      },
    },
  ],
};
