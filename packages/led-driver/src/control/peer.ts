import type { Socket } from 'node:net';
import type { TokenBucket } from '@garland/daemon';
import {
  CALL_LIMIT_BYTES,
  type Call,
  encodeFrame,
  FrameDecoder,
  type MessageFault,
  parseCall,
  type Role,
  type RoleLimits,
} from '@garland/protocol';
import type { Clock } from '../clock.ts';
import { CallQueue } from './call-queue.ts';
import type { Dispatch, DispatchResult, StreamOpener } from './dispatch.ts';
import { startReplyStream } from './reply-stream.ts';

/** Why this side closed a connection. Stable codes, for the journal. */
export type CloseReason =
  | MessageFault
  | 'too_long'
  | 'too_many_calls'
  | 'method_not_allowed'
  | 'message_deadline'
  | 'idle_deadline'
  | 'evicted';

export interface PeerParts {
  readonly role: Role;
  readonly limits: RoleLimits;
  /** Shared by all connections to the socket. */
  readonly quota: TokenBucket;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly onClose: (reason: CloseReason) => void;
}

/**
 * One connection. Calls are answered strictly in order; a message that is not a valid call closes the connection without
 * a reply. A peer can't make this hold more than the limits allow, nor delay the render loop.
 */
export class Peer {
  readonly #socket: Socket;
  readonly #parts: PeerParts;
  readonly #decoder = new FrameDecoder(CALL_LIMIT_BYTES);
  readonly #queue: CallQueue;
  #lastCallMs: number;
  #heldReplies = 0;
  #lastHeldReply: Promise<void> | undefined;
  #endStream: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;
  #cancelIdle: (() => void) | undefined;
  #cancelThrottle: (() => void) | undefined;
  #cancelLinger: (() => void) | undefined;
  /** The peer will send nothing more. */
  #hasInputEnded = false;
  #isClosed = false;

  constructor(socket: Socket, parts: PeerParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#queue = new CallQueue(parts.limits);
    this.#lastCallMs = parts.clock.nowMs();
    socket.on('data', (chunk: Buffer) => this.#readCorked(chunk));
    socket.on('drain', () => this.#pump());
    socket.once('end', () => {
      this.#hasInputEnded = true;
      this.#pump();
    });
    socket.on('error', () => {});
    socket.once('close', () => this.#release());
    this.#restartIdleTimer();
  }

  /** The time of its last call, or of its arrival, on the driver's clock. */
  get lastCallMs(): number {
    return this.#lastCallMs;
  }

  /** Closes it to make room for a new connection. */
  evict(): void {
    this.#close('evicted');
  }

  /** Replies to calls that arrived together are sent together. */
  #readCorked(chunk: Buffer): void {
    this.#socket.cork();
    this.#decode(chunk);
    this.#socket.uncork();
  }

  #decode(chunk: Buffer): void {
    let hasCompleted = false;
    const isWithinLimit = this.#decoder.push(chunk, (message) => {
      hasCompleted = true;
      return this.#receive(message);
    });
    if (!isWithinLimit) return this.#close('too_long');
    if (hasCompleted) this.#stopDeadline();
    this.#pump();
  }

  #receive(message: Uint8Array): boolean {
    const call = parseCall(message);
    if (!call.ok) {
      this.#close(call.fault);
    } else if (this.#queue.push(call.value, message.length)) {
      this.#answerQueued();
    } else {
      this.#close('too_many_calls');
    }
    return !this.#isClosed;
  }

  #answerQueued(): void {
    while (!this.#isClosed && !this.#isBlocked()) {
      const call = this.#queue.shift();
      if (!call) return;
      this.#answer(call);
    }
  }

  /** Answers the calls that can be answered now, and reads on unless something must wait. */
  #pump(): void {
    this.#answerQueued();
    if (this.#isClosed) return;
    // A peer that has left looks the same as one that only reads, so a stream ends here too.
    if (this.#hasInputEnded && (this.#queue.isEmpty || this.#endStream)) return this.#closeGracefully();
    if (this.#cancelThrottle || this.#isBackpressured()) {
      this.#socket.pause();
    } else {
      // Only now: unread bytes could have been the rest of the message.
      this.#startDeadline();
      this.#socket.resume();
    }
  }

  #isBlocked(): boolean {
    return this.#endStream !== undefined || this.#cancelThrottle !== undefined || this.#isBackpressured();
  }

  /** Corked replies count until all of them have been sent. */
  #isBackpressured(): boolean {
    const { maxReplyBacklogBytes, maxCallsInFlight } = this.#parts.limits;
    return this.#socket.writableLength > maxReplyBacklogBytes || this.#heldReplies >= maxCallsInFlight;
  }

  #answer(call: Call): void {
    this.#lastCallMs = this.#parts.clock.nowMs();
    this.#restartIdleTimer();
    const outcome = this.#refuseOverRate() ?? this.#parts.dispatch(call, this.#parts.role);
    if (outcome.kind === 'stream') return this.#startStream(outcome.open);
    if (!call.oneway) this.#send(outcome.message);
    if (outcome.isFatal) this.#close('method_not_allowed');
  }

  /** Over its rate, a role gets an error, and this connection is not read until the rate permits the next call. */
  #refuseOverRate(): DispatchResult | undefined {
    const { quota, clock } = this.#parts;
    const retryAfterMs = quota.take(clock.nowMs());
    if (retryAfterMs === 0) return undefined;
    this.#cancelThrottle = clock.after(retryAfterMs, () => {
      this.#cancelThrottle = undefined;
      this.#pump();
    });
    const error = 'io.garland.Driver.RateLimited';
    return { kind: 'reply', message: { error, parameters: { retryAfterMs } } };
  }

  #startStream(open: StreamOpener): void {
    this.#cancelIdle?.();
    this.#endStream = startReplyStream(open, (message, whenSent) => this.#send(message, whenSent));
  }

  /** Keeps the order of the calls: a reply that is not ready yet holds back those behind it. */
  #send(message: object | Promise<object>, whenSent?: () => void): void {
    if (this.#heldReplies === 0 && !(message instanceof Promise)) return this.#write(message, whenSent);
    this.#heldReplies++;
    this.#lastHeldReply = Promise.all([message, this.#lastHeldReply]).then(([ready]) => {
      this.#heldReplies--;
      this.#write(ready, whenSent);
      this.#pump();
    });
  }

  #write(message: object, whenSent?: () => void): void {
    this.#socket.write(encodeFrame(message), whenSent);
  }

  /** Runs while a message is incomplete and the peer is being read. */
  #startDeadline(): void {
    if (this.#decoder.pendingBytes === 0) return;
    const { clock, limits } = this.#parts;
    this.#cancelDeadline ??= clock.after(limits.messageDeadlineMs, () => this.#close('message_deadline'));
  }

  #stopDeadline(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
  }

  #restartIdleTimer(): void {
    const { clock, limits } = this.#parts;
    if (limits.idleDeadlineMs === undefined) return;
    this.#cancelIdle?.();
    this.#cancelIdle = clock.after(limits.idleDeadlineMs, () => this.#close('idle_deadline'));
  }

  #close(reason: CloseReason): void {
    if (this.#isClosed) return;
    this.#parts.onClose(reason);
    this.#closeGracefully();
  }

  /** Reads nothing more, and closes once all replies have been sent, or after a deadline if they are not read. */
  #closeGracefully(): void {
    const { clock, limits } = this.#parts;
    this.#release();
    this.#socket.pause();
    this.#cancelLinger = clock.after(limits.messageDeadlineMs, () => this.#socket.destroy());
    void Promise.resolve(this.#lastHeldReply).then(() => this.#socket.destroySoon());
  }

  #release(): void {
    this.#isClosed = true;
    this.#queue.clear();
    this.#endStream?.();
    this.#endStream = undefined;
    this.#stopDeadline();
    this.#cancelIdle?.();
    this.#cancelThrottle?.();
    this.#cancelLinger?.();
  }
}
