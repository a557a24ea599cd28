import { DRIVER_INTERFACE } from '@garland/protocol';
import { type Attempt, type Group, type Hold, Refused } from '../attempt.ts';

const STANDARD_OUTPUT = 1;
const SET_FLAGS = 4;
const NON_BLOCKING = 0o4000;
const DURATION_MS = 2_000;
export const BUSY_MS = 10_000;
/** What shows a new frame each time, so that frames can be counted. */
const MOVING = ['rainbow', 'fire', 'snow', 'twinkle'];

const call = (method: string, parameters: object = {}, rest: object = {}): Buffer =>
  Buffer.from(`${JSON.stringify({ method: `${DRIVER_INTERFACE}.${method}`, parameters, ...rest })}\0`);

interface Stream {
  readonly title: string;
  next(i: number): Buffer;
  /** Also takes the answers. */
  readonly reads?: true;
  /** Its connection to the driver, or else its records. */
  readonly to?: 'journal';
}

/** Writes without end, and stops when the other end has had enough or the time is over. */
function pour({ title, next, reads, to }: Stream): Attempt {
  return {
    title,
    spoils: true,
    async try({ native, driver }: Hold) {
      const end = performance.now() + DURATION_MS;
      const target = to === 'journal' ? STANDARD_OUTPUT : driver;
      const drain = Buffer.alloc(65_536);
      native.call('fcntl', target, SET_FLAGS, NON_BLOCKING);
      let written = 0;
      for (let i = 0; performance.now() < end; i++) {
        const bytes = next(i);
        if (!(await accepts(() => native.call('write', target, bytes, bytes.length)))) i--;
        else written += bytes.length;
        if (reads) await accepts(() => native.call('read', target, drain, drain.length));
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

/** A record of the driver's own kind, as far as the gateway can forge one. */
const FORGED = Buffer.from('<5>{"event":"play","role":"local","id":"off"}\n');
export const FLOOD: Attempt = pour({ title: 'records without end', next: () => FORGED, to: 'journal' });

/** What can be done to keep the driver from its work. Whether it succeeds is seen on the tree. */
export const ABUSE: Group = {
  title: 'A driver that is kept from its work',
  attempts: [
    pour({ title: 'garbage', next: () => Buffer.alloc(4096, 0xa5) }),
    pour({ title: 'messages without an end', next: () => Buffer.alloc(1024, '{"a":') }),
    pour({ title: 'half a message, a byte at a time', next: (i) => call('Status').subarray(i, i + 1) }),
    pour({
      title: 'messages nested deeply',
      next: () => Buffer.from(`${'{"a":'.repeat(700)}1${'}'.repeat(700)}\0`),
    }),
    pour({ title: 'calls whose answers it never takes', next: () => call('List') }),
    pour({ title: 'calls as fast as it can', next: () => call('Status'), reads: true }),
    pour({
      title: 'another animation each time',
      next: (i) => call('Play', { id: MOVING[i % MOVING.length] }),
      reads: true,
    }),
    pour({ title: 'streams that nobody reads', next: () => call('Watch', {}, { more: true }) }),
    pour({
      title: 'calls of what it may not',
      next: () => call('SetBrightness', { percent: 0 }, { oneway: true }),
    }),
    FLOOD,
    { title: 'every processor busy', ownKernel: true, try: ({ native }) => native.spin(BUSY_MS) },
  ],
};
