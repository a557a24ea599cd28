import { DRIVER_INTERFACE } from '@garland/protocol';
import { type AttackContext, type Attempt, type AttemptGroup, RefusedError } from '../attempt.ts';

const STANDARD_OUTPUT = 1;
const SET_FLAGS = 4;
const NON_BLOCKING = 0o4000;
const DURATION_MS = 2_000;
export const BUSY_MS = 10_000;
/** What shows a new frame each time, so that frames can be counted. */
const MOVING = ['rainbow', 'fire', 'snow', 'twinkle'];

const call = (method: string, parameters: object = {}, rest: object = {}): Buffer =>
  Buffer.from(`${JSON.stringify({ method: `${DRIVER_INTERFACE}.${method}`, parameters, ...rest })}\0`);

interface FloodOptions {
  readonly title: string;
  next(i: number): Buffer;
  /** Also takes the answers. */
  readonly readsReplies?: true;
  /** Its connection to the driver, or else its records. */
  readonly to?: 'journal';
}

/** Writes until the other end closes the connection or the time is over. */
function flood({ title, next, readsReplies, to }: FloodOptions): Attempt {
  return {
    title,
    needsRestart: true,
    async run({ native, driverFd }: AttackContext) {
      const end = performance.now() + DURATION_MS;
      const target = to === 'journal' ? STANDARD_OUTPUT : driverFd;
      const drain = Buffer.alloc(65_536);
      native.call('fcntl', target, SET_FLAGS, NON_BLOCKING);
      let written = 0;
      for (let i = 0; performance.now() < end; i++) {
        const bytes = next(i);
        if (!(await tryOnce(() => native.call('write', target, bytes, bytes.length)))) i--;
        else written += bytes.length;
        if (readsReplies) await tryOnce(() => native.call('read', target, drain, drain.length));
      }
      return `${written} bytes`;
    },
  };
}

/** @returns false if the other end is not ready, so others must get a turn */
async function tryOnce(action: () => unknown): Promise<boolean> {
  try {
    action();
    return true;
  } catch (error) {
    if (!(error instanceof RefusedError && error.message === 'EAGAIN')) throw error;
    await new Promise(setImmediate);
    return false;
  }
}

/** A record of the driver's own kind, as far as the gateway can forge one. */
const FORGED = Buffer.from('<5>{"event":"play","role":"local","id":"off"}\n');
export const JOURNAL_FLOOD: Attempt = flood({
  title: 'records without end',
  next: () => FORGED,
  to: 'journal',
});

/** Whether these succeed shows on the tree. */
export const DENIAL_OF_SERVICE: AttemptGroup = {
  title: 'Keep the driver from its work',
  attempts: [
    flood({ title: 'garbage', next: () => Buffer.alloc(4096, 0xa5) }),
    flood({ title: 'messages without an end', next: () => Buffer.alloc(1024, '{"a":') }),
    flood({ title: 'half a message, a byte at a time', next: (i) => call('Status').subarray(i, i + 1) }),
    flood({
      title: 'messages nested deeply',
      next: () => Buffer.from(`${'{"a":'.repeat(700)}1${'}'.repeat(700)}\0`),
    }),
    flood({ title: 'calls whose answers it never takes', next: () => call('List') }),
    flood({ title: 'calls as fast as it can', next: () => call('Status'), readsReplies: true }),
    flood({
      title: 'another animation each time',
      next: (i) => call('Play', { id: MOVING[i % MOVING.length] }),
      readsReplies: true,
    }),
    flood({ title: 'streams that are not read', next: () => call('Watch', {}, { more: true }) }),
    flood({
      title: 'calls that its role forbids',
      next: () => call('SetBrightness', { percent: 0 }, { oneway: true }),
    }),
    JOURNAL_FLOOD,
    { title: 'every processor busy', needsOwnKernel: true, run: ({ native }) => native.burnCpu(BUSY_MS) },
  ],
};
