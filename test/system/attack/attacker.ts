import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { listenFds } from '@garland/config';
import { type Hold, LIBRARY, type Order, type Outcome, reasonOf } from './attempt.ts';
import { ABUSE } from './attempts/abuse.ts';
import { GROUPS } from './attempts/index.ts';
import { Native } from './native.ts';

/**
 * What runs in the gateway's place. Its orders come by the gateway's own port, as an attacker's would: one JSON object a
 * line, and each is answered with what came of it. A connection that says nothing may be turned against the house.
 */
const addon = { exports: {} };
process.dlopen(addon, LIBRARY);
const native = new Native(addon.exports);
const descriptors = listenFds(process.env, process.pid);
const listener = descriptors.get('https') ?? -1;
const driver = descriptors.get('driver') ?? -1;

const silent: Socket[] = [];

createServer((socket) => {
  silent.push(socket);
  socket.on('error', () => {});
  socket.once('data', () => silent.splice(silent.indexOf(socket), 1));
  serve(socket).catch(() => socket.destroy());
}).listen({ fd: listener });

async function serve(socket: Socket): Promise<void> {
  for await (const line of createInterface({ input: socket }))
    socket.write(`${JSON.stringify(await obey(JSON.parse(line) as Order))}\n`);
}

async function obey({ group, title, ...rest }: Order): Promise<Outcome> {
  const attempt = [...GROUPS, ABUSE]
    .find((candidate) => candidate.title === group)
    ?.attempts.find((candidate) => candidate.title === title);
  try {
    if (!attempt) throw new Error('there is no such attempt');
    const got: unknown = await attempt.try({ native, listener, driver, accepted, ...rest });
    return { succeeded: true, got: got === undefined ? 'done' : String(got) };
  } catch (error) {
    return { succeeded: false, why: reasonOf(error) };
  }
}

const accepted: Hold['accepted'] = async () => {
  while (silent.length === 0) await new Promise(setImmediate);
  const { _handle } = silent.pop() as Socket & { _handle: { fd: number; readStop(): void } };
  // From now on Node leaves it alone.
  _handle.readStop();
  return _handle.fd;
};

// Neither an attempt that goes wrong later than it should, nor the loss of the listener, ends the siege.
process.on('uncaughtException', (error) => console.error(reasonOf(error)));
setInterval(() => {}, 60_000);
