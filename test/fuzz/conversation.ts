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

/** What is awaited before this side says that it was all: so many answers, counted by a mark that is in each once. */
export interface Due {
  readonly answers: number;
  readonly mark: string;
}

export interface Received {
  readonly text: string;
  /** The other side hung up on what was still being sent. That is its right; what it had answered may be lost by it. */
  readonly isCut: boolean;
}

/** Sends the bytes in pieces of random length, and returns everything that comes back. */
export async function exchange(
  place: NetConnectOpts,
  bytes: Buffer,
  seed: number,
  due: Due,
): Promise<Received> {
  const socket = connect({ ...place, allowHalfOpen: true } as NetConnectOpts);
  let isSent = false;
  const received = everythingFrom(socket, due, () => isSent);
  socket.setNoDelay(true);
  const random = new Random(seed);
  let rest = bytes;
  for (let pieces = random.int(MAX_PIECES); pieces > 0 && rest.length > 1; pieces--) {
    // Some are cut close to an end, where parsers change state.
    const length = 1 + random.int(random.oneIn(3) ? Math.min(rest.length, 8) : rest.length);
    socket.write(rest.subarray(0, length));
    rest = rest.subarray(length);
    await nextTurn();
  }
  socket.write(rest);
  isSent = true;
  return await received;
}

/** All that comes back until the other side ends. */
function everythingFrom(socket: Socket, { answers, mark }: Due, isSent: () => boolean): Promise<Received> {
  return new Promise((resolve, reject) => {
    let text = '';
    let isCut = false;
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no end after ${DEADLINE_MS} ms; so far: ${JSON.stringify(text.slice(-300))}`));
    }, DEADLINE_MS);
    const endWhenHeard = (): void => {
      if (text.split(mark).length > answers) socket.end();
    };
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      endWhenHeard();
    });
    if (answers === 0) socket.once('connect', endWhenHeard);
    socket.once('end', () => {
      isCut ||= !isSent();
      socket.end();
    });
    socket.on('error', () => {
      isCut = true;
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve({ text, isCut });
    });
  });
}
