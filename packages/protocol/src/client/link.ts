import type { Socket } from 'node:net';
import { parseError } from '../error-table.ts';
import type { CallError } from '../errors.ts';
import { encodeFrame, FrameDecoder } from '../framing.ts';
import type { JsonObject } from '../json.ts';
import { REPLY_LIMIT_BYTES } from '../limits.ts';
import { parseReply, type Reply } from '../message.ts';
import { LinkError } from './link-error.ts';

/** What waits for the replies to one call. */
export interface Waiter {
  /** One reply that is not an error. `last` is true unless another follows. */
  reply(parameters: JsonObject, last: boolean): void;
  /** Nothing more will come. */
  fail(error: CallError | LinkError): void;
}

/**
 * One connection to a varlink service. Replies come strictly in the order of the calls, so a queue of waiters is all
 * the bookkeeping there is. A reply that is malformed, or that nobody waits for, ends the connection.
 */
export class Link {
  readonly #socket: Socket;
  readonly #decoder = new FrameDecoder(REPLY_LIMIT_BYTES);
  readonly #calls: { readonly more: boolean; readonly waiter: Waiter }[] = [];
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

  /** Sends a call. The waiter hears of every reply and of the connection's end. */
  send(method: string, parameters: object, more: boolean, waiter: Waiter): void {
    if (this.#end) return waiter.fail(this.#end);
    this.#calls.push({ more, waiter });
    this.#gather();
    this.#socket.write(encodeFrame(more ? { method, parameters, more } : { method, parameters }));
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
    if (reply.value.continues && !call.more)
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
    for (const { waiter } of this.#calls.splice(0)) waiter.fail(this.#end);
    return this.#end;
  }
}
