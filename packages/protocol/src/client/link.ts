import type { Socket } from 'node:net';
import { parseError } from '../error-table.ts';
import type { CallError } from '../errors.ts';
import { encodeFrame, FrameDecoder } from '../framing.ts';
import type { JsonObject } from '../json.ts';
import { REPLY_LIMIT_BYTES } from '../limits.ts';
import { parseReply, type Reply } from '../message.ts';
import { LinkError } from './link-error.ts';

/** Beyond that, Node's timers take it for one millisecond. */
const LONGEST_TIMER_MS: number = 2 ** 31 - 1;

/** What waits for the replies to one call. */
export interface Waiter {
  /** One reply that is not an error. `last` is true unless another follows. */
  reply(parameters: JsonObject, last: boolean): void;
  /** Nothing more will come. */
  fail(error: CallError | LinkError): void;
}

interface Message {
  readonly method: string;
  readonly parameters: object;
  readonly more?: true;
}

interface WaitingCall {
  readonly message: Message;
  readonly deadlineMs: number;
  readonly dueMs: number;
  readonly waiter: Waiter;
}

/**
 * One connection to a varlink service. Replies come strictly in the order of the calls, so a queue of waiters is all
 * the bookkeeping there is. A reply that is malformed, or that nobody waits for, ends the connection.
 */
export class Link {
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder(REPLY_LIMIT_BYTES);
  readonly #calls: WaitingCall[] = [];
  /** When the next look for late answers is due, on the clock of `performance.now`. */
  #lookMs = Number.POSITIVE_INFINITY;
  #look: NodeJS.Timeout | undefined;
  #end: LinkError | undefined;
  /** Resolves when the connection has ended, with the reason. */
  readonly closed: Promise<LinkError>;

  constructor(socket: Socket) {
    this.#socket = socket;
    const away = (): LinkError => new LinkError('driver_away', 'the driver closed the connection');
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve(this.#finish(away())));
    });
    socket.on('error', (cause) =>
      this.#finish(new LinkError('driver_away', 'the connection broke', { cause })),
    );
    // Without this, a driver that stops answering but leaves our writes pending would look alive.
    socket.once('end', () => this.close(away()));
    socket.on('data', (chunk: Buffer) => {
      if (!this.#decoder.push(chunk, (message) => this.#receive(message)))
        this.#refuse('a reply was too long');
    });
  }

  /** Calls that wait for a reply. */
  get callsInFlight(): number {
    return this.#calls.length;
  }

  /** Sends a call that is answered once, and within `deadlineMs`: later, the link is closed. */
  call(method: string, parameters: object, deadlineMs: number, waiter: Waiter): void {
    this.#send({ method, parameters }, deadlineMs, waiter);
  }

  /** Sends a call that may be answered many times. */
  stream(method: string, parameters: object, waiter: Waiter): void {
    this.#send({ method, parameters, more: true }, Number.POSITIVE_INFINITY, waiter);
  }

  /** The waiter hears of every reply and of the connection's end. */
  #send(message: Message, deadlineMs: number, waiter: Waiter): void {
    if (this.#end) return waiter.fail(this.#end);
    const dueMs = performance.now() + deadlineMs;
    this.#calls.push({ message, deadlineMs, dueMs, waiter });
    if (dueMs < this.#lookMs) this.#lookAt(dueMs);
    this.#gather();
    this.#socket.write(encodeFrame(message));
  }

  /** One timer looks after all calls: to start and stop one for each would cost as much as to send it. */
  #lookAt(dueMs: number): void {
    clearTimeout(this.#look);
    this.#lookMs = dueMs;
    this.#look = setTimeout(() => this.#endIfLate(), Math.min(dueMs - performance.now(), LONGEST_TIMER_MS));
  }

  /** A late answer would shift all that follow, so lateness ends the connection. */
  #endIfLate(): void {
    const nowMs = performance.now();
    const late = this.#calls.find(({ dueMs }) => dueMs <= nowMs);
    if (late)
      return this.close(
        new LinkError('timed_out', `no answer to ${late.message.method} within ${late.deadlineMs} ms`),
      );
    const nextMs = Math.min(...this.#calls.map(({ dueMs }) => dueMs));
    if (nextMs < Number.POSITIVE_INFINITY) this.#lookAt(nextMs);
    else this.#lookMs = nextMs;
  }

  close(reason: LinkError = new LinkError('closed', 'the link was closed')): void {
    this.#finish(reason);
    this.#socket.destroy();
  }

  /** Calls of one turn of the event loop leave together: whoever waits for the answers to many is woken once. */
  #gather(): void {
    if (this.#socket.writableCorked > 0) return;
    this.#socket.cork();
    setImmediate(() => this.#socket.uncork());
  }

  #receive(message: Uint8Array): boolean {
    const reply = parseReply(message);
    if (!reply.ok) return this.#refuse(`a reply was malformed (${reply.fault})`);
    const call = this.#calls[0];
    if (!call) return this.#refuse('a reply came that no call had asked for');
    if (reply.value.continues && !call.message.more)
      return this.#refuse('a reply announced another to a single call');
    this.#deliver(reply.value, call.waiter);
    return !this.#end;
  }

  #deliver({ error, parameters, continues }: Reply, waiter: Waiter): void {
    const failure = error === undefined ? undefined : parseError(error, parameters);
    if (error !== undefined && !failure) {
      this.#refuse(
        `a reply carried an error that is not of the protocol: ${JSON.stringify(error.slice(0, 80))}`,
      );
      return;
    }
    if (!continues) this.#calls.shift();
    if (failure) waiter.fail(failure);
    else waiter.reply(parameters, !continues);
  }

  #refuse(why: string): false {
    this.close(new LinkError('bad_reply', why));
    return false;
  }

  #finish(reason: LinkError): LinkError {
    this.#end ??= reason;
    clearTimeout(this.#look);
    for (const { waiter } of this.#calls.splice(0)) waiter.fail(this.#end);
    return this.#end;
  }
}
