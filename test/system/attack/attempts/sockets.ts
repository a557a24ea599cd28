import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Attempt, AttemptGroup } from '../attempt.ts';

const FAMILIES = {
  unix: 1,
  ipv4: 2,
  ipv6: 10,
  netlink: 16,
  packet: 17,
  alg: 38,
  vsock: 40,
  xdp: 44,
} as const;
const TYPES = { stream: 1, datagram: 2, raw: 3, seqpacket: 5 } as const;

/** Each kind of socket that a Linux commonly has. */
const KINDS: readonly [keyof typeof FAMILIES, keyof typeof TYPES, protocol: number][] = [
  ['unix', 'stream', 0],
  ['unix', 'datagram', 0],
  ['unix', 'seqpacket', 0],
  ['ipv4', 'stream', 0],
  ['ipv4', 'datagram', 0],
  ['ipv4', 'raw', 1],
  ['ipv4', 'stream', 262], // MPTCP
  ['ipv6', 'stream', 0],
  ['ipv6', 'datagram', 0],
  ['ipv6', 'raw', 58],
  ['netlink', 'raw', 0],
  ['netlink', 'raw', 9], // audit
  ['packet', 'raw', 0],
  ['packet', 'datagram', 0],
  ['alg', 'seqpacket', 0],
  ['vsock', 'stream', 0],
  ['xdp', 'raw', 0],
];

function open([family, type, protocol]: (typeof KINDS)[number]): Attempt {
  const suffix = protocol ? `, protocol ${protocol}` : '';
  return {
    title: `open a socket: ${family} ${type}${suffix}`,
    // Our own kernel has these; this machine's may not.
    ...(['alg', 'xdp', 'vsock'].includes(family) || protocol === 9 ? { needsOwnKernel: true as const } : {}),
    run: ({ native }) => {
      native.call('close', native.call('socket', FAMILIES[family], TYPES[type], protocol));
    },
  };
}

export const SOCKETS: AttemptGroup = {
  title: 'A socket of any kind',
  attempts: [
    ...KINDS.map(open),
    {
      title: 'make a pair of sockets',
      run: ({ native }) => native.call('socketpair', FAMILIES.unix, TYPES.stream, 0, Buffer.alloc(8)),
    },
    {
      title: 'open a socket by the system calls of another architecture',
      run: ({ native }) => native.foreignSyscall(),
    },
    {
      title: 'open a socket by the x32 interface',
      run: ({ native }) => native.x32Syscall(),
    },
    {
      title: 'connect to the local network over TCP, as Node does it',
      async run({ lanService }) {
        const socket = connect(lanService);
        const [word] = await once(socket, 'data');
        socket.destroy();
        return String(word).trim();
      },
    },
    {
      title: 'send to the local network over UDP, as Node does it',
      run: ({ lanService }) =>
        new Promise<void>((resolve, reject) => {
          const socket = createSocket('udp4');
          socket.on('error', reject);
          socket.send('hello', lanService.port, lanService.host, (error) => {
            if (error) reject(error);
            else socket.close(resolve);
          });
        }),
    },
    {
      title: 'connect to the system bus',
      async run() {
        const socket = connect('/run/dbus/system_bus_socket');
        await once(socket, 'connect');
        socket.destroy();
      },
    },
    {
      title: 'connect to the driver’s local socket',
      async run() {
        const socket = connect('/run/garland/local.sock');
        await once(socket, 'connect');
        socket.destroy();
      },
    },
    {
      title: 'open a second connection to the driver’s remote socket',
      async run() {
        const socket = connect('/run/garland/remote.sock');
        await once(socket, 'connect');
        socket.destroy();
      },
    },
  ],
};
