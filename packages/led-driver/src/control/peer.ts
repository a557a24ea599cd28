import type { Socket } from 'node:net';
import type { TokenBucket } from '@garland/config';
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
import type { Dispatch, OpenStream, Outcome } from './dispatch.ts';

/** Why a connection was ended from this side. Stable codes, for the journal. */
export type CloseReason =
  | MessageFault
  | 'too_long'
  | 'too_many_calls'
  | 'method_not_allowed'
  | 'message_deadline'
  | 'idle_deadline'
  | 'made_room';

export interface PeerParts {
  readonly role: Role;
  readonly limits: RoleLimits;
  /** Shared by all connections of the role. */
  readonly quota: TokenBucket;
  readonly dispatch: Dispatch;
  readonly clock: Clock;
  readonly onClose: (reason: CloseReason) => void;
}

/**
 * One connection. Calls are answered strictly in order; whatever is not a well-formed call ends the connection without
 * a word. Nothing a peer does can make this hold more than its limits say, or keep the render loop waiting.
 */
export class Peer {
  readonly #socket: Socket;
  readonly #parts: PeerParts;
  readonly #decoder = new FrameDecoder(CALL_LIMIT_BYTES);
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #lastCallMs: number;
  #endStream: (() => void) | undefined;
  #cancelDeadline: (() => void) | undefined;
  #cancelIdle: (() => void) | undefined;
  #cancelThrottle: (() => void) | undefined;
  #cancelLinger: (() => void) | undefined;
  /** The peer will send nothing more. */
  #heardAll = false;
  #ended = false;

  constructor(socket: Socket, parts: PeerParts) {
    this.#socket = socket;
    this.#parts = parts;
    this.#lastCallMs = parts.clock.nowMs();
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('drain', () => this.#proceed());
    socket.once('end', () => {
      this.#heardAll = true;
      this.#proceed();
    });
    socket.on('error', () => {});
    socket.once('close', () => this.#cleanUp());
    this.#restartIdle();
  }

  /** When it last called, or else when it came, on the driver's clock. */
  get lastCallMs(): number {
    return this.#lastCallMs;
  }

  /** Ends it in favour of a newcomer. */
  makeRoom(): void {
    this.#close('made_room');
  }

  /** The answers to what came together leave together, too. */
  #read(chunk: Buffer): void {
    this.#socket.cork();
    this.#take(chunk);
    this.#socket.uncork();
  }

  #take(chunk: Buffer): void {
    let completed = false;
    const sound = this.#decoder.push(chunk, (message) => {
      completed = true;
      return this.#receive(message);
    });
    if (!sound) return this.#close('too_long');
    if (completed) this.#stopDeadline();
    this.#proceed();
  }

  #receive(message: Uint8Array): boolean {
    const call = parseCall(message);
    if (!call.ok) {
      this.#close(call.fault);
    } else if (this.#isFull(message.length)) {
      this.#close('too_many_calls');
    } else {
      this.#waiting.push({ call: call.value, bytes: message.length });
      this.#waitingBytes += message.length;
      this.#answerWaiting();
    }
    return !this.#ended;
  }

  #isFull(bytes: number): boolean {
    return (
      this.#waiting.length >= this.#parts.limits.maxCallsInFlight ||
      this.#waitingBytes + bytes > this.#parts.limits.maxBytesInFlight
    );
  }

  #answerWaiting(): void {
    while (!this.#ended && this.#waiting.length > 0 && !this.#blocked()) {
      const { call, bytes } = this.#waiting.shift()!;
      this.#waitingBytes -= bytes;
      this.#answer(call);
    }
  }

  /** Answers what may be answered now, and reads on unless something must wait. */
  #proceed(): void {
    this.#answerWaiting();
    if (this.#ended) return;
    // A peer that has gone looks the same as one that only listens, so a stream ends here too.
    if (this.#heardAll && (this.#waiting.length === 0 || this.#endStream)) return this.#leave();
    if (this.#cancelThrottle || this.#backlogged()) {
      this.#socket.pause();
    } else {
      // Only now: what was not read yet may have been the rest of the message.
      this.#startDeadline();
      this.#socket.resume();
    }
  }

  #blocked(): boolean {
    return this.#endStream !== undefined || this.#cancelThrottle !== undefined || this.#backlogged();
  }

  /** What was answered together counts until all of it has left. */
  #backlogged(): boolean {
    return this.#socket.writableLength > this.#parts.limits.maxReplyBacklogBytes;
  }

  #answer(call: Call): void {
    this.#lastCallMs = this.#parts.clock.nowMs();
    this.#restartIdle();
    const outcome = this.#throttled() ?? this.#parts.dispatch(call, this.#parts.role);
    if (outcome.kind === 'stream') return this.#stream(outcome.open);
    if (!call.oneway) this.#send(envelope(outcome));
    if (outcome.kind === 'refusal' && outcome.fatal) this.#close('method_not_allowed');
  }

  /** A role that asks too much is told so, and this connection is not read until there is room again. */
  #throttled(): Outcome | undefined {
    const { quota, clock } = this.#parts;
    const retryAfterMs = quota.take(clock.nowMs());
    if (retryAfterMs === 0) return undefined;
    this.#cancelThrottle = clock.after(retryAfterMs, () => {
      this.#cancelThrottle = undefined;
      this.#proceed();
    });
    const error = 'io.garland.Driver.RateLimited';
    return { kind: 'refusal', error, parameters: { retryAfterMs }, fatal: false };
  }

  /** A reader that is too slow gets the newest reply once it has caught up, and never the ones between. */
  #stream(open: OpenStream): void {
    let newest: object | undefined;
    let busy = false;
    const flush = (): void => {
      if (!newest || busy || this.#ended) return;
      busy = true;
      this.#send({ parameters: newest, continues: true }, () => {
        busy = false;
        flush();
      });
      newest = undefined;
    };
    this.#cancelIdle?.();
    this.#endStream = open((reply) => {
      newest = reply;
      flush();
    });
  }

  #send(message: object, whenSent?: () => void): void {
    this.#socket.write(encodeFrame(message), whenSent);
  }

  /** Runs while a message has begun and has not ended, and the peer is read. */
  #startDeadline(): void {
    if (this.#decoder.pendingBytes === 0) return;
    const { clock, limits } = this.#parts;
    this.#cancelDeadline ??= clock.after(limits.messageDeadlineMs, () => this.#close('message_deadline'));
  }

  #stopDeadline(): void {
    this.#cancelDeadline?.();
    this.#cancelDeadline = undefined;
  }

  #restartIdle(): void {
    const { clock, limits } = this.#parts;
    if (limits.idleDeadlineMs === undefined) return;
    this.#cancelIdle?.();
    this.#cancelIdle = clock.after(limits.idleDeadlineMs, () => this.#close('idle_deadline'));
  }

  #close(reason: CloseReason): void {
    if (this.#ended) return;
    this.#parts.onClose(reason);
    this.#leave();
  }

  /** Reads nothing more, and ends the connection once the replies that were sent have left, or nobody takes them. */
  #leave(): void {
    const { clock, limits } = this.#parts;
    this.#cleanUp();
    this.#socket.pause();
    this.#cancelLinger = clock.after(limits.messageDeadlineMs, () => this.#socket.destroy());
    this.#socket.destroySoon();
  }

  #cleanUp(): void {
    this.#ended = true;
    this.#waiting.length = 0;
    this.#endStream?.();
    this.#endStream = undefined;
    this.#stopDeadline();
    this.#cancelIdle?.();
    this.#cancelThrottle?.();
    this.#cancelLinger?.();
  }
}

interface Waiting {
  readonly call: Call;
  readonly bytes: number;
}

function envelope(outcome: Exclude<Outcome, { kind: 'stream' }>): object {
  return outcome.kind === 'reply'
    ? { parameters: outcome.parameters }
    : { error: outcome.error, parameters: outcome.parameters };
}
