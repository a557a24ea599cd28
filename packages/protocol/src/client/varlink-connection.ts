import type { Socket } from 'node:net';
import type { CallError } from '../call-error.ts';
import { parseError } from '../error-table.ts';
import { FrameDecoder, frameText } from '../framing.ts';
import { parseReply, type Reply } from '../reply-message.ts';
import { REPLY_LIMIT_BYTES } from '../socket-limits.ts';
import type { JsonObject } from '../strict-json.ts';
import { ConnectionError } from './connection-error.ts';

/** Node treats longer timers as one millisecond. */
const MAX_TIMER_MS: number = 2 ** 31 - 1;

/** Receives the replies to one call. */
export interface ReplyHandler {
  /** One reply that is not an error. `last` is true unless another follows. */
  onReply(parameters: JsonObject, last: boolean): void;
  /** No reply follows. */
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
 * A connection to a varlink service. Replies come in the order of the calls, so a queue of handlers is enough. A malformed
 * or unexpected reply closes the connection.
 */
export class VarlinkConnection {
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder(REPLY_LIMIT_BYTES);
  readonly #pendingCalls: PendingCall[] = [];
  /** Calls made in one turn of the event loop are sent together, so the driver wakes up once. */
  #unsent = '';
  /** When to check for late replies next, on the clock of `performance.now`. */
  #nextCheckMs = Number.POSITIVE_INFINITY;
  #deadlineTimer: NodeJS.Timeout | undefined;
  #closeReason: ConnectionError | undefined;
  /** Resolves when the connection has ended, with the reason. */
  readonly closed: Promise<ConnectionError>;

  constructor(socket: Socket) {
    this.#socket = socket;
    const driverClosed = (): ConnectionError =>
      new ConnectionError('driver_unreachable', 'the driver closed the connection');
    this.closed = new Promise((resolve) => {
      socket.once('close', () => resolve(this.#finish(driverClosed())));
    });
    socket.on('error', (cause) =>
      this.#finish(new ConnectionError('driver_unreachable', 'the connection broke', { cause })),
    );
    // Otherwise a driver that has closed its side, but leaves writes pending, would seem alive.
    socket.once('end', () => this.close(driverClosed()));
    socket.on('data', (chunk: Buffer) => {
      if (!this.#decoder.push(chunk, (message) => this.#receive(message)))
        this.#closeAsBadReply('a reply was too long');
    });
  }

  /** Calls without a reply yet. */
  get callsInFlight(): number {
    return this.#pendingCalls.length;
  }

  /** Sends a call that has one reply, within `deadlineMs`: a late one closes the connection. */
  call(method: string, parameters: object, deadlineMs: number, handler: ReplyHandler): void {
    this.#send({ method, parameters }, deadlineMs, handler);
  }

  /** Sends a call that can have many replies. */
  stream(method: string, parameters: object, handler: ReplyHandler): void {
    this.#send({ method, parameters, more: true }, Number.POSITIVE_INFINITY, handler);
  }

  #send(message: OutgoingCall, deadlineMs: number, handler: ReplyHandler): void {
    if (this.#closeReason) return handler.onError(this.#closeReason);
    const dueMs = performance.now() + deadlineMs;
    this.#pendingCalls.push({ request: message, deadlineMs, deadlineAtMs: dueMs, handler });
    if (dueMs < this.#nextCheckMs) this.#scheduleDeadlineCheck(dueMs);
    if (this.#unsent === '') setImmediate(() => this.#flush());
    this.#unsent += frameText(message);
  }

  /** One timer for all calls: starting and stopping one per call would cost as much as sending it. */
  #scheduleDeadlineCheck(dueMs: number): void {
    clearTimeout(this.#deadlineTimer);
    this.#nextCheckMs = dueMs;
    this.#deadlineTimer = setTimeout(
      () => this.#closeIfOverdue(),
      Math.min(dueMs - performance.now(), MAX_TIMER_MS),
    );
  }

  #closeIfOverdue(): void {
    const nowMs = performance.now();
    const overdue = this.#pendingCalls.find(({ deadlineAtMs: dueMs }) => dueMs <= nowMs);
    if (overdue)
      return this.close(
        new ConnectionError(
          'timed_out',
          `no reply to ${overdue.request.method} within ${overdue.deadlineMs} ms`,
        ),
      );
    const nextMs = Math.min(...this.#pendingCalls.map(({ deadlineAtMs: dueMs }) => dueMs));
    if (nextMs < Number.POSITIVE_INFINITY) this.#scheduleDeadlineCheck(nextMs);
    else this.#nextCheckMs = nextMs;
  }

  close(reason: ConnectionError = new ConnectionError('closed', 'the connection was closed')): void {
    this.#finish(reason);
    this.#socket.destroy();
  }

  #flush(): void {
    if (!this.#closeReason) this.#socket.write(this.#unsent);
    this.#unsent = '';
  }

  #receive(message: Uint8Array): boolean {
    const reply = parseReply(message);
    if (!reply.ok) return this.#closeAsBadReply(`a reply was malformed (${reply.fault})`);
    const call = this.#pendingCalls[0];
    if (!call) return this.#closeAsBadReply('an unexpected reply');
    if (reply.value.continues && !call.request.more)
      return this.#closeAsBadReply('a reply to a single call announced another');
    this.#deliver(reply.value, call.handler);
    return !this.#closeReason;
  }

  #deliver({ error, parameters, continues }: Reply, handler: ReplyHandler): void {
    const failure = error === undefined ? undefined : parseError(error, parameters);
    if (error !== undefined && !failure) {
      this.#closeAsBadReply(
        `a reply carried an error that is not in the protocol: ${JSON.stringify(error.slice(0, 80))}`,
      );
      return;
    }
    if (!continues) this.#pendingCalls.shift();
    if (failure) handler.onError(failure);
    else handler.onReply(parameters, !continues);
  }

  #closeAsBadReply(reason: string): false {
    this.close(new ConnectionError('bad_reply', reason));
    return false;
  }

  #finish(reason: ConnectionError): ConnectionError {
    this.#closeReason ??= reason;
    clearTimeout(this.#deadlineTimer);
    for (const { handler } of this.#pendingCalls.splice(0)) handler.onError(this.#closeReason);
    return this.#closeReason;
  }
}
