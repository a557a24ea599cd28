import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { listenFds } from '@garland/daemon';
import {
  type AttackCommand,
  type AttackContext,
  type AttemptResult,
  NATIVE_ADDON_PATH,
  reasonOf,
} from './attempt.ts';
import { DENIAL_OF_SERVICE } from './attempts/denial-of-service.ts';
import { GROUPS } from './attempts/index.ts';
import { NativeCalls } from './native-calls.ts';

/**
 * Runs in the gateway's place. Commands come over the gateway's own port, as an attacker's would: one JSON object a line,
 * each answered with its result. A connection that sends nothing can be turned against the local network.
 */
const addon = { exports: {} };
process.dlopen(addon, NATIVE_ADDON_PATH);
const native = new NativeCalls(addon.exports);
const descriptors = listenFds(process.env, process.pid);
const listener = descriptors.get('https') ?? -1;
const driver = descriptors.get('driver') ?? -1;

const idleSockets: Socket[] = [];

createServer((socket) => {
  idleSockets.push(socket);
  socket.on('error', () => {});
  socket.once('data', () => idleSockets.splice(idleSockets.indexOf(socket), 1));
  readCommands(socket).catch(() => socket.destroy());
}).listen({ fd: listener });

async function readCommands(socket: Socket): Promise<void> {
  for await (const line of createInterface({ input: socket }))
    socket.write(`${JSON.stringify(await execute(JSON.parse(line) as AttackCommand))}\n`);
}

async function execute({ group, title, ...rest }: AttackCommand): Promise<AttemptResult> {
  const attempt = [...GROUPS, DENIAL_OF_SERVICE]
    .find((candidate) => candidate.title === group)
    ?.attempts.find((candidate) => candidate.title === title);
  try {
    if (!attempt) throw new Error('there is no such attempt');
    const evidence: unknown = await attempt.run({
      native,
      listenerFd: listener,
      driverFd: driver,
      acceptedSocket,
      ...rest,
    });
    return { succeeded: true, evidence: evidence === undefined ? 'done' : String(evidence) };
  } catch (error) {
    return { succeeded: false, reason: reasonOf(error) };
  }
}

const acceptedSocket: AttackContext['acceptedSocket'] = async () => {
  while (idleSockets.length === 0) await new Promise(setImmediate);
  const { _handle } = idleSockets.pop() as Socket & { _handle: { fd: number; readStop(): void } };
  // Node must not read from it any more.
  _handle.readStop();
  return _handle.fd;
};

// A late failure of an attempt, or the loss of the listener, does not end the attack.
process.on('uncaughtException', (error) => console.error(reasonOf(error)));
setInterval(() => {}, 60_000);
