import type { Socket } from 'node:net';
import type { CallError } from '../call-error.ts';
import { parseError } from '../error-table.ts';
import { encodeFrame, FrameDecoder } from '../framing.ts';
import { parseReply, type Reply } from '../reply-message.ts';
import { REPLY_LIMIT_BYTES } from '../socket-limits.ts';
import type { JsonObject } from '../strict-json.ts';
import { ConnectionError } from './connection-error.ts';

/** Beyond that, Node's timers take it for one millisecond. */
const MAX_TIMER_MS: number = 2 ** 31 - 1;

/** What waits for the replies to one call. */
export interface ReplyHandler {
  /** One reply that is not an error. `last` is true unless another follows. */
  onReply(parameters: JsonObject, last: boolean): void;
  /** Nothing more will come. */
  onError(error: CallError | ConnectionError): void;
}

interface OutgoingCall {
  readonly method: string;
  readonly parameters: object;
  readonly more?: true;
}

interface PendingCall {
  readonly request: OutgoingCall;
  readonly deadlineMs: number;
  readonly deadlineAtMs: number;
  readonly handler: ReplyHandler;
}

/**
 * One connection to a varlink service. Replies come strictly in the order of the calls, so a queue of waiters is all
 * the bookkeeping there is. A reply that is malformed, or that nobody waits for, ends the connection.
 */
export class VarlinkConnection {
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder(REPLY_LIMIT_BYTES);
  readonly #pendingCalls: PendingCall[] = [];
  /** When the next look for late answers is due, on the clock of `performance.now`. */
  #nextCheckMs = Number.POSITIVE_INFINITY;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #closeReason: ConnectionError | undefined;
  /** Resolves when the connection has ended, with the reason. */
  readonly closed: Promise<ConnectionError>;

  constructor(socket: Socket) {
    this.#socket = socket;
    const away = (): ConnectionError =>
      new ConnectionError('driver_away', 'the driver closed the connection');
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve(this.#finish(away())));
    });
    socket.on('error', (cause) =>
      this.#finish(new ConnectionError('driver_away', 'the connection broke', { cause })),
    );
    // Without this, a driver that stops answering but leaves our writes pending would look alive.
    socket.once('end', () => this.close(away()));
    socket.on('data', (chunk: Buffer) => {
      if (!this.#decoder.push(chunk, (message) => this.#receive(message)))
        this.#closeAsBadReply('a reply was too long');
    });
  }

  /** Calls that wait for a reply. */
  get callsInFlight(): number {
    return this.#pendingCalls.length;
  }

  /** Sends a call that is answered once, and within `deadlineMs`: later, the link is closed. */
  call(method: string, parameters: object, deadlineMs: number, waiter: ReplyHandler): void {
    this.#send({ method, parameters }, deadlineMs, waiter);
  }

  /** Sends a call that may be answered many times. */
  stream(method: string, parameters: object, waiter: ReplyHandler): void {
    this.#send({ method, parameters, more: true }, Number.POSITIVE_INFINITY, waiter);
  }

  /** The waiter hears of every reply and of the connection's end. */
  #send(message: OutgoingCall, deadlineMs: number, waiter: ReplyHandler): void {
    if (this.#closeReason) return waiter.onError(this.#closeReason);
    const dueMs = performance.now() + deadlineMs;
    this.#pendingCalls.push({ request: message, deadlineMs, deadlineAtMs: dueMs, handler: waiter });
    if (dueMs < this.#nextCheckMs) this.#scheduleDeadlineCheck(dueMs);
    this.#corkUntilNextTurn();
    this.#socket.write(encodeFrame(message));
  }

  /** One timer looks after all calls: to start and stop one for each would cost as much as to send it. */
  #scheduleDeadlineCheck(dueMs: number): void {
    clearTimeout(this.#deadlineTimer);
    this.#nextCheckMs = dueMs;
    this.#deadlineTimer = setTimeout(
      () => this.#closeIfOverdue(),
      Math.min(dueMs - performance.now(), MAX_TIMER_MS),
    );
  }

  /** A late answer would shift all that follow, so lateness ends the connection. */
  #closeIfOverdue(): void {
    const nowMs = performance.now();
    const late = this.#pendingCalls.find(({ deadlineAtMs: dueMs }) => dueMs <= nowMs);
    if (late)
      return this.close(
        new ConnectionError('timed_out', `no answer to ${late.request.method} within ${late.deadlineMs} ms`),
      );
    const nextMs = Math.min(...this.#pendingCalls.map(({ deadlineAtMs: dueMs }) => dueMs));
    if (nextMs < Number.POSITIVE_INFINITY) this.#scheduleDeadlineCheck(nextMs);
    else this.#nextCheckMs = nextMs;
  }

  close(reason: ConnectionError = new ConnectionError('closed', 'the link was closed')): void {
    this.#finish(reason);
    this.#socket.destroy();
  }

  /** Calls of one turn of the event loop leave together: whoever waits for the answers to many is woken once. */
  #corkUntilNextTurn(): void {
    if (this.#socket.writableCorked > 0) return;
    this.#socket.cork();
    setImmediate(() => this.#socket.uncork());
  }

  #receive(message: Uint8Array): boolean {
    const reply = parseReply(message);
    if (!reply.ok) return this.#closeAsBadReply(`a reply was malformed (${reply.fault})`);
    const call = this.#pendingCalls[0];
    if (!call) return this.#closeAsBadReply('a reply came that no call had asked for');
    if (reply.value.continues && !call.request.more)
      return this.#closeAsBadReply('a reply announced another to a single call');
    this.#deliver(reply.value, call.handler);
    return !this.#closeReason;
  }

  #deliver({ error, parameters, continues }: Reply, waiter: ReplyHandler): void {
    const failure = error === undefined ? undefined : parseError(error, parameters);
    if (error !== undefined && !failure) {
      this.#closeAsBadReply(
        `a reply carried an error that is not of the protocol: ${JSON.stringify(error.slice(0, 80))}`,
      );
      return;
    }
    if (!continues) this.#pendingCalls.shift();
    if (failure) waiter.onError(failure);
    else waiter.onReply(parameters, !continues);
  }

  #closeAsBadReply(why: string): false {
    this.close(new ConnectionError('bad_reply', why));
    return false;
  }

  #finish(reason: ConnectionError): ConnectionError {
    this.#closeReason ??= reason;
    clearTimeout(this.#deadlineTimer);
    for (const { handler: waiter } of this.#pendingCalls.splice(0)) waiter.onError(this.#closeReason);
    return this.#closeReason;
  }
}
