import { setTimeout as sleep } from 'node:timers/promises';
import { type AttackContext, type Attempt, type AttemptGroup, anyOf, RefusedError } from '../attempt.ts';
import { cString, int32s, int64s, type NativeCalls, SOCKADDR_UNSPEC, sockaddrIn } from '../native-calls.ts';

const MSG_FASTOPEN = 0x2000_0000;
const SHUT_BOTH = 2;
const SOL_SOCKET = 1;
const SOL_TCP = 6;
const TCP_REPAIR = 19;
const SO_MARK = 36;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const ADDRESS_BYTES = 28;
const SOL_IP = 0;
const SOL_IPV6 = 41;
const IPV6_ADDRFORM = 1;
const AF_INET = 2;
const AF_INET6 = 10;
/** `struct tcp_md5sig`: a key of one byte for the address `::`. */
const MD5_SIGNATURE: Buffer = Buffer.concat([
  int32s(AF_INET6),
  Buffer.alloc(124),
  int32s(0x1_0000, 0),
  Buffer.from('k'),
  Buffer.alloc(79),
]);
/** A route through fd00::1, which not every kernel knows, and padding. */
const IPV6_HEADERS: readonly (readonly [name: number, header: Buffer])[] = [
  [57, Buffer.from('0002020100000000fd000000000000000000000000000001', 'hex')],
  [59, Buffer.from('0000010400000000', 'hex')],
];
const INTERFACE_REQUESTS = {
  'the network interfaces': 0x8912,
  'the hardware address': 0x8927,
  'the interface number': 0x8933,
};

/** Options of a listener that keep clients away, also after a restart of the gateway: process 1 has the same socket. */
const LISTENER_OPTIONS: readonly [title: string, level: number, name: number, value: Buffer][] = [
  ['only from the machine itself (SO_BINDTODEVICE)', SOL_SOCKET, 25, cString('lo')],
  ['only from the same link (IP_MINTTL)', SOL_IP, 21, int32s(255)],
  ['only from the same link (IPV6_MINHOPCOUNT)', SOL_IPV6, 73, int32s(255)],
  ['wakes for a gigabyte alone (SO_RCVLOWAT)', SOL_SOCKET, 18, int32s(1 << 30)],
  ['answers that reach no client (IP_TTL)', SOL_IP, 2, int32s(1)],
  ['signed segments alone (TCP_MD5SIG)', SOL_TCP, 14, MD5_SIGNATURE],
  ['without a delay (TCP_NODELAY)', SOL_TCP, 1, int32s(0)],
];

/** How a disconnected socket reaches the local network. */
type Route = (context: AttackContext, socket: number) => void;

const ROUTES: readonly [title: string, Route][] = [
  [
    'connect',
    ({ native, lanService }, socket) => native.call('connect', socket, sockaddrIn(lanService), ADDRESS_BYTES),
  ],
  [
    'sendto(MSG_FASTOPEN)',
    ({ native, lanService }, socket) =>
      native.call('sendto', socket, cString('hello'), 5, MSG_FASTOPEN, sockaddrIn(lanService), ADDRESS_BYTES),
  ],
  [
    'sendmsg(MSG_FASTOPEN)',
    ({ native, lanService }, socket) =>
      native.call('sendmsg', socket, msghdr(native, sockaddrIn(lanService)), MSG_FASTOPEN),
  ],
  [
    'sendmmsg(MSG_FASTOPEN)',
    ({ native, lanService }, socket) =>
      native.call(
        'sendmmsg',
        socket,
        Buffer.concat([msghdr(native, sockaddrIn(lanService)), int64s(0)]),
        1,
        MSG_FASTOPEN,
      ),
  ],
];

/** How a socket is disconnected, so that it can connect elsewhere. */
const DISCONNECTS: readonly [title: string, release: (native: NativeCalls, socket: number) => void][] = [
  [
    'connect(AF_UNSPEC)',
    (native, socket) => native.call('connect', socket, SOCKADDR_UNSPEC, SOCKADDR_UNSPEC.length),
  ],
  ['shutdown', (native, socket) => native.call('shutdown', socket, SHUT_BOTH)],
];

/** The header of a message of five bytes, with descriptors if there are any to pass. */
function msghdr(native: NativeCalls, to: Buffer, control: Buffer = Buffer.alloc(0)): Buffer {
  const vector = int64s(native.addressOf(cString('hello')), 5);
  return int64s(
    native.addressOf(to),
    to.length,
    native.addressOf(vector),
    1,
    control.length ? native.addressOf(control) : 0,
    control.length,
    0,
  );
}

/** Only an answer proves that the local network was reached. */
async function reachLan(context: AttackContext, socket: number, route: Route): Promise<string> {
  try {
    route(context, socket);
  } catch (error) {
    if (!(error instanceof RefusedError && error.message === 'EINPROGRESS')) throw error;
  }
  return await readAnswer(context.native, socket);
}

async function readAnswer(native: NativeCalls, socket: number): Promise<string> {
  const word = Buffer.alloc(64);
  for (let attempts = 100; ; attempts--) {
    try {
      const length = native.call('read', socket, word, word.length);
      if (length === 0) throw new RefusedError('no answer');
      return word.toString('utf8', 0, length).trim();
    } catch (error) {
      const notYet = error instanceof RefusedError && ['EAGAIN', 'ENOTCONN'].includes(error.message);
      if (!notYet || attempts === 0) throw error;
    }
    await sleep(20);
  }
}

function fromListener([releaseTitle, release]: (typeof DISCONNECTS)[number]): Attempt[] {
  return ROUTES.map(([title, route]) => ({
    title: `from the listener, after ${releaseTitle}, to the local network by ${title}`,
    needsRestart: true,
    run(context) {
      release(context.native, context.listenerFd);
      return reachLan(context, context.listenerFd, route);
    },
  }));
}

async function disconnectedSocket({ native, acceptedSocket }: AttackContext): Promise<number> {
  const socket = await acceptedSocket();
  native.call('connect', socket, SOCKADDR_UNSPEC, SOCKADDR_UNSPEC.length);
  return socket;
}

export const INHERITED_SOCKETS: AttemptGroup = {
  title: 'A way out through the sockets it was given',
  attempts: [
    ...ROUTES.map(
      ([title, route]): Attempt => ({
        title: `from an accepted connection, after connect(AF_UNSPEC), to the local network by ${title}`,
        run: async (context) => reachLan(context, await disconnectedSocket(context), route),
      }),
    ),
    {
      title: 'turn an accepted connection into a back door: bind, listen',
      async run(context) {
        const socket = await disconnectedSocket(context);
        context.native.call('bind', socket, sockaddrIn({ host: '0.0.0.0', port: 4444 }), ADDRESS_BYTES);
        context.native.call('listen', socket, 1);
      },
    },
    ...fromListener(DISCONNECTS[1]!),
    {
      title: 'pass a descriptor to the driver',
      run: ({ native, driverFd: driver }) => {
        const rights = Buffer.concat([int64s(20), int32s(SOL_SOCKET, 1, driver, 0)]);
        native.call('sendmsg', driver, msghdr(native, Buffer.alloc(0), rights), 0);
      },
    },
    {
      title: 'forge the state of an accepted connection (TCP_REPAIR)',
      run: async ({ native, acceptedSocket }) =>
        native.call('setsockopt', await acceptedSocket(), SOL_TCP, TCP_REPAIR, int32s(1), 4),
    },
    {
      title: 'mark its packets for another route (SO_MARK)',
      run: async ({ native, acceptedSocket }) =>
        native.call('setsockopt', await acceptedSocket(), SOL_SOCKET, SO_MARK, int32s(1), 4),
    },
    {
      title: 'set up a network interface through an accepted connection',
      async run({ native, acceptedSocket }) {
        const socket = await acceptedSocket();
        const request = Buffer.alloc(40);
        request.write('lo');
        native.call('ioctl', socket, SIOCGIFFLAGS, request);
        native.call('ioctl', socket, SIOCSIFFLAGS, request);
      },
    },
    ...LISTENER_OPTIONS.map(
      ([title, level, name, value]): Attempt => ({
        title: `change the listener for after a restart: ${title}`,
        needsRestart: true,
        run: ({ native, listenerFd }) =>
          native.call('setsockopt', listenerFd, level, name, value, value.length),
      }),
    ),
    {
      title: 'close the port for after a restart (shutdown)',
      needsRestart: true,
      run: ({ native, listenerFd }) => native.call('shutdown', listenerFd, SHUT_BOTH),
    },
    {
      title: 'add headers to the packets of an accepted connection (IPV6_RTHDR, IPV6_DSTOPTS)',
      async run({ native, acceptedSocket }) {
        const socket = await acceptedSocket();
        return anyOf(IPV6_HEADERS, ([name, header]) =>
          native.call('setsockopt', socket, SOL_IPV6, name, header, header.length),
        );
      },
    },
    {
      title: 'turn an accepted connection into one of IPv4, to ask for neighbors (IPV6_ADDRFORM)',
      run: async ({ native, acceptedSocket }) =>
        native.call('setsockopt', await acceptedSocket(), SOL_IPV6, IPV6_ADDRFORM, int32s(AF_INET), 4),
    },
    ...Object.entries(INTERFACE_REQUESTS).map(
      ([title, request]): Attempt => ({
        title: `read ${title} of the machine (ioctl)`,
        async run({ native, acceptedSocket }) {
          const names = ['host0', 'eth0', 'lo'].map((name) => Buffer.from(name.padEnd(40, '\0')));
          const socket = await acceptedSocket();
          return anyOf(names, (buffer) => native.call('ioctl', socket, request, buffer));
        },
      }),
    ),
    {
      title: 'have the kernel connect for it (io_uring)',
      run: ({ native }) => native.call('close', native.call('io_uring_setup', 1, Buffer.alloc(120))),
    },
    {
      title: 'have the kernel read and write for it (aio)',
      run: ({ native }) => native.call('io_setup', 1, Buffer.alloc(8)),
    },
  ],
};
