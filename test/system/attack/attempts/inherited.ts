import { setTimeout as sleep } from 'node:timers/promises';
import { type Attempt, type Group, type Hold, Refused } from '../attempt.ts';
import { halfWords, inet, type Native, text, UNSPECIFIED, words } from '../native.ts';

const MSG_FASTOPEN = 0x2000_0000;
const SHUT_BOTH = 2;
const SOL_SOCKET = 1;
const SOL_TCP = 6;
const TCP_REPAIR = 19;
const SO_MARK = 36;
const SIOCGIFFLAGS = 0x8913;
const SIOCSIFFLAGS = 0x8914;
const ADDRESS_BYTES = 28;

/** How a socket that is free again gets to the house. */
type Route = (hold: Hold, socket: number) => void;

const ROUTES: readonly [title: string, Route][] = [
  ['connect', ({ native, house }, socket) => native.call('connect', socket, inet(house), ADDRESS_BYTES)],
  [
    'sendto(MSG_FASTOPEN)',
    ({ native, house }, socket) =>
      native.call('sendto', socket, text('hello'), 5, MSG_FASTOPEN, inet(house), ADDRESS_BYTES),
  ],
  [
    'sendmsg(MSG_FASTOPEN)',
    ({ native, house }, socket) => native.call('sendmsg', socket, message(native, inet(house)), MSG_FASTOPEN),
  ],
  [
    'sendmmsg(MSG_FASTOPEN)',
    ({ native, house }, socket) =>
      native.call(
        'sendmmsg',
        socket,
        Buffer.concat([message(native, inet(house)), words(0)]),
        1,
        MSG_FASTOPEN,
      ),
  ],
];

/** What makes a socket free to go elsewhere. */
const RELEASES: readonly [title: string, release: (native: Native, socket: number) => void][] = [
  ['connect(AF_UNSPEC)', (native, socket) => native.call('connect', socket, UNSPECIFIED, UNSPECIFIED.length)],
  ['shutdown', (native, socket) => native.call('shutdown', socket, SHUT_BOTH)],
];

/** The header of a message of five bytes, with descriptors if there are any to pass. */
function message(native: Native, to: Buffer, control: Buffer = Buffer.alloc(0)): Buffer {
  const vector = words(native.address(text('hello')), 5);
  return words(
    native.address(to),
    to.length,
    native.address(vector),
    1,
    control.length ? native.address(control) : 0,
    control.length,
    0,
  );
}

/** Goes the route, and listens for the house's answer: only what comes back proves that it was reached. */
async function reachHouse(hold: Hold, socket: number, route: Route): Promise<string> {
  try {
    route(hold, socket);
  } catch (error) {
    if (!(error instanceof Refused && error.message === 'EINPROGRESS')) throw error;
  }
  return await hear(hold.native, socket);
}

async function hear(native: Native, socket: number): Promise<string> {
  const word = Buffer.alloc(64);
  for (let attempts = 100; ; attempts--) {
    try {
      const length = native.call('read', socket, word, word.length);
      if (length === 0) throw new Refused('nobody answered');
      return word.toString('utf8', 0, length).trim();
    } catch (error) {
      const notYet = error instanceof Refused && ['EAGAIN', 'ENOTCONN'].includes(error.message);
      if (!notYet || attempts === 0) throw error;
    }
    await sleep(20);
  }
}

function fromListener([releaseTitle, release]: (typeof RELEASES)[number]): Attempt[] {
  return ROUTES.map(([title, route]) => ({
    title: `from the listener, after ${releaseTitle}, to the house by ${title}`,
    spoils: true,
    try(hold) {
      release(hold.native, hold.listener);
      return reachHouse(hold, hold.listener, route);
    },
  }));
}

async function released({ native, accepted }: Hold): Promise<number> {
  const socket = await accepted();
  native.call('connect', socket, UNSPECIFIED, UNSPECIFIED.length);
  return socket;
}

export const INHERITED: Group = {
  title: 'A way out through the sockets it was given',
  attempts: [
    ...ROUTES.map(
      ([title, route]): Attempt => ({
        title: `from an accepted connection, after connect(AF_UNSPEC), to the house by ${title}`,
        try: async (hold) => reachHouse(hold, await released(hold), route),
      }),
    ),
    {
      title: 'make a back door of an accepted connection: bind, listen',
      async try(hold) {
        const socket = await released(hold);
        hold.native.call('bind', socket, inet({ host: '0.0.0.0', port: 4444 }), ADDRESS_BYTES);
        hold.native.call('listen', socket, 1);
      },
    },
    ...fromListener(RELEASES[1]!),
    {
      title: 'pass a descriptor to the driver',
      try: ({ native, driver }) => {
        const rights = Buffer.concat([words(20), halfWords(SOL_SOCKET, 1, driver, 0)]);
        native.call('sendmsg', driver, message(native, Buffer.alloc(0), rights), 0);
      },
    },
    {
      title: 'forge the state of an accepted connection (TCP_REPAIR)',
      try: async ({ native, accepted }) =>
        native.call('setsockopt', await accepted(), SOL_TCP, TCP_REPAIR, halfWords(1), 4),
    },
    {
      title: 'mark its packets for another route (SO_MARK)',
      try: async ({ native, accepted }) =>
        native.call('setsockopt', await accepted(), SOL_SOCKET, SO_MARK, halfWords(1), 4),
    },
    {
      title: 'set up a network interface through an accepted connection',
      async try({ native, accepted }) {
        const socket = await accepted();
        const request = Buffer.alloc(40);
        request.write('lo');
        native.call('ioctl', socket, SIOCGIFFLAGS, request);
        native.call('ioctl', socket, SIOCSIFFLAGS, request);
      },
    },
    {
      title: 'have the kernel connect for it (io_uring)',
      try: ({ native }) => native.call('close', native.call('io_uring_setup', 1, Buffer.alloc(120))),
    },
    {
      title: 'have the kernel read and write for it (aio)',
      try: ({ native }) => native.call('io_setup', 1, Buffer.alloc(8)),
    },
  ],
};
