import { DRIVER_INTERFACE } from '@garland/protocol';
import { type Attempt, type Group, type Hold, Refused } from '../attempt.ts';

const SET_FLAGS = 4;
const NON_BLOCKING = 0o4000;
const DURATION_MS = 2_000;
export const BUSY_MS = 12_000;
/** What shows a new frame each time, so that frames can be counted. */
const MOVING = ['rainbow', 'fire', 'snow', 'twinkle'];

const call = (method: string, parameters: object = {}, rest: object = {}): Buffer =>
  Buffer.from(`${JSON.stringify({ method: `${DRIVER_INTERFACE}.${method}`, parameters, ...rest })}\0`);

/** Writes without end, never reads, and stops when the driver has had enough or the time is over. */
function pour(title: string, next: (i: number) => Buffer, reads = false): Attempt {
  return {
    title,
    spoils: true,
    async try({ native, driver }: Hold) {
      const end = performance.now() + DURATION_MS;
      const drain = Buffer.alloc(65_536);
      native.call('fcntl', driver, SET_FLAGS, NON_BLOCKING);
      let written = 0;
      for (let i = 0; performance.now() < end; i++) {
        const bytes = next(i);
        if (!(await accepts(() => native.call('write', driver, bytes, bytes.length)))) i--;
        else written += bytes.length;
        if (reads) await accepts(() => native.call('read', driver, drain, drain.length));
      }
      return `${written} bytes`;
    },
  };
}

/** @returns false if the other end is not ready; then somebody else gets a turn */
async function accepts(action: () => unknown): Promise<boolean> {
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof Refused && error.message === 'EAGAIN')) throw error;
    await new Promise(setImmediate);
    return false;
  }
}

/** What can be done to the driver over the one connection, to keep it from its work. Whether it succeeds is seen on the tree. */
export const ABUSE: Group = {
  title: 'A driver that is kept from its work',
  attempts: [
    pour('garbage', () => Buffer.alloc(4096, 0xa5)),
    pour('messages without an end', () => Buffer.alloc(1024, '{"a":')),
    pour('half a message, a byte at a time', (i) => Buffer.from(call('Status').subarray(i, i + 1))),
    pour('messages nested deeply', () => Buffer.from(`${'{"a":'.repeat(700)}1${'}'.repeat(700)}\0`)),
    pour('calls whose answers it never takes', () => call('List')),
    pour('calls as fast as it can', () => call('Status'), true),
    pour('another animation each time', (i) => call('Play', { id: MOVING[i % MOVING.length] }), true),
    pour('streams that nobody reads', () => call('Watch', {}, { more: true })),
    {
      title: 'every processor busy',
      ownKernel: true,
      try: ({ native }) => native.spin(BUSY_MS),
    },
    pour('calls of what it may not', () => call('SetBrightness', { percent: 0 }, { oneway: true })),
  ],
};
