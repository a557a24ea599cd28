import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Random } from './random.ts';

export type SurfaceName = 'http' | 'remote' | 'local';

/** Something to send, in latin1, and what must come back: a status or the name of an outcome; or as the model has it. */
export interface Message {
  readonly bytes: string;
  readonly expect: string;
}

/** Whatever the model of the surface lets pass, and nothing else. */
export const BY_MODEL = 'by_model';

/** All that goes over one connection. Plain data, so that one that failed can be kept and sent again. */
export interface Conversation {
  readonly surface: SurfaceName;
  /** Of how the bytes are torn apart. */
  readonly seed: number;
  readonly messages: readonly Message[];
}

/** How a surface is spoken to. */
export interface Surface {
  readonly name: SurfaceName;
  /** How many conversations at once. */
  readonly concurrency: number;
  generate(random: Random): Conversation;
  /** Sends it, and judges what came back. Returns what was wrong, if anything was. */
  hold(conversation: Conversation): Promise<string | undefined>;
}

const DEADLINE_MS = 20_000;
const MAX_PIECES = 6;

/** What is sent: what has known answers, and what follows it. Answers are counted by a mark that is in each once. */
export interface Exchange {
  readonly known: Buffer;
  readonly odd: Buffer;
  readonly answers: number;
  readonly mark: string;
}

export interface Received {
  readonly text: string;
  /** Answers may be missing: who hangs up on what is still being sent takes back what is on its way. That is its right. */
  readonly mayLack: boolean;
}

/**
 * Sends bytes in pieces of random length, and returns everything that comes back. Half of the time all goes at once; the
 * other half, what is odd waits until everything before it was answered, and then no answer may be missing.
 */
export async function exchange(
  place: NetConnectOpts,
  { known, odd, answers, mark }: Exchange,
  seed: number,
): Promise<Received> {
  const random = new Random(seed);
  const socket = connect({ ...place, allowHalfOpen: true } as NetConnectOpts);
  socket.setNoDelay(true);
  const listener = new Listener(socket, answers, mark);
  const isApart = random.oneIn(2);
  await tear(socket, isApart ? known : Buffer.concat([known, odd]), random);
  await listener.heard;
  if (isApart) await tear(socket, odd, random);
  socket.end();
  return { text: await listener.everything, mayLack: !isApart };
}

async function tear(socket: Socket, bytes: Buffer, random: Random): Promise<void> {
  let rest = bytes;
  for (let pieces = random.int(MAX_PIECES); pieces > 0 && rest.length > 1; pieces--) {
    // Some are cut close to an end, where parsers change state.
    const most = random.oneIn(3) ? Math.min(rest.length, 8) : rest.length;
    // Something is always left: who writes nothing to a peer that is through with it loses its last answer.
    const length = 1 + random.int(most - 1);
    socket.write(rest.subarray(0, length));
    rest = rest.subarray(length);
    await nextTurn();
  }
  socket.write(rest);
}

/** All that comes back until the other side ends. */
class Listener {
  /** So many answers have come, or there will be no more. */
  readonly heard: Promise<void>;
  readonly everything: Promise<string>;

  constructor(socket: Socket, answers: number, mark: string) {
    let text = '';
    let onHeard = (): void => {};
    this.heard = new Promise((resolve) => {
      onHeard = resolve;
    });
    socket.on('error', () => {});
    this.everything = new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`no end after ${DEADLINE_MS} ms; so far: ${JSON.stringify(text.slice(-300))}`));
        socket.destroy();
      }, DEADLINE_MS);
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk;
        if (text.split(mark).length > answers) onHeard();
      });
      socket.once('end', () => onHeard());
      socket.once('close', () => {
        clearTimeout(timer);
        onHeard();
        resolve(text);
      });
    });
    this.everything.catch(() => {});
    if (answers === 0) onHeard();
  }
}
