import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Random } from './random.ts';

export type EndpointName = 'http' | 'remote' | 'local';

/** Something to send, in latin1, and what must come back: a status or the name of an outcome; or as the model has it. */
export interface FuzzMessage {
  readonly bytes: string;
  readonly expect: string;
}

/** Whatever the model of the surface lets pass, and nothing else. */
export const BY_MODEL = 'by_model';

/** All that goes over one connection. Plain data, so that one that failed can be kept and sent again. */
export interface FuzzCase {
  readonly endpoint: EndpointName;
  /** Of how the bytes are torn apart. */
  readonly seed: number;
  readonly messages: readonly FuzzMessage[];
}

/** How a surface is spoken to. */
export interface FuzzTarget {
  readonly name: EndpointName;
  /** How many conversations at once. */
  readonly concurrency: number;
  generate(random: Random): FuzzCase;
  /** Sends it, and judges what came back. Returns what was wrong, if anything was. */
  run(conversation: FuzzCase): Promise<string | undefined>;
}

const DEADLINE_MS = 20_000;
const MAX_PIECES = 6;

/** What is sent: what has known answers, and what follows it. Answers are counted by a mark that is in each once. */
export interface ExchangePlan {
  readonly known: Buffer;
  readonly mutated: Buffer;
  readonly knownAnswers: number;
  readonly delimiter: string;
}

export interface ExchangeResult {
  readonly text: string;
  /** Answers may be missing: who hangs up on what is still being sent takes back what is on its way. That is its right. */
  readonly isTruncationAllowed: boolean;
}

/**
 * Sends bytes in pieces of random length, and returns everything that comes back. Half of the time all goes at once; the
 * other half, what is odd waits until everything before it was answered, and then no answer may be missing.
 */
export async function sendAndReceive(
  place: NetConnectOpts,
  { known, mutated, knownAnswers, delimiter }: ExchangePlan,
  seed: number,
): Promise<ExchangeResult> {
  const random = new Random(seed);
  const socket = connect({ ...place, allowHalfOpen: true } as NetConnectOpts);
  socket.setNoDelay(true);
  const listener = new ReplyCollector(socket, knownAnswers, delimiter);
  const isApart = random.oneIn(2);
  await sendInPieces(socket, isApart ? known : Buffer.concat([known, mutated]), random);
  await listener.knownAnswered;
  if (isApart) await sendInPieces(socket, mutated, random);
  socket.end();
  return { text: await listener.everything, isTruncationAllowed: !isApart };
}

async function sendInPieces(socket: Socket, bytes: Buffer, random: Random): Promise<void> {
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
class ReplyCollector {
  /** So many answers have come, or there will be no more. */
  readonly knownAnswered: Promise<void>;
  readonly everything: Promise<string>;

  constructor(socket: Socket, answers: number, mark: string) {
    let text = '';
    let onHeard = (): void => {};
    this.knownAnswered = new Promise((resolve) => {
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
