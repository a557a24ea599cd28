const NUL = 0;
const INITIAL_CAPACITY_BYTES = 512;

/**
 * Splits a byte stream into messages that each end in one NUL byte.
 *
 * Promises: any split of a stream into chunks gives the same messages; it never holds more than `limitBytes`; it never
 * throws; once it was told to stop, or a message was too long, it takes nothing more, because the bytes dropped make where
 * the next message starts a guess.
 */
export class FrameDecoder {
  readonly #limitBytes: number;
  #partial: Uint8Array = new Uint8Array(0);
  #length = 0;
  #state: 'open' | 'stopped' | 'overflowed' = 'open';

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes of the message that has begun and not ended yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Bytes of memory that it holds for that message: never more than the limit. */
  get heldBytes(): number {
    return this.#partial.length;
  }

  /**
   * Takes the next bytes and hands each complete message, without its NUL, to `onMessage`. The bytes handed over are
   * valid during the call only. `onMessage` may return `false` to stop the decoder for good.
   *
   * @returns `false` once a message is longer than the limit: close the connection.
   */
  push(chunk: Uint8Array, onMessage: (message: Uint8Array) => boolean): boolean {
    let start = 0;
    while (start < chunk.length && this.#state === 'open') {
      const end = chunk.indexOf(NUL, start);
      const part = chunk.subarray(start, end === -1 ? chunk.length : end);
      if (this.#length + part.length > this.#limitBytes) this.#close('overflowed');
      else if (end === -1) this.#keep(part);
      else if (!onMessage(this.#complete(part))) this.#close('stopped');
      start += part.length + 1;
    }
    return this.#state !== 'overflowed';
  }

  #complete(part: Uint8Array): Uint8Array {
    if (this.#length === 0) return part;
    this.#keep(part);
    const message = this.#partial.subarray(0, this.#length);
    this.#length = 0;
    return message;
  }

  #keep(part: Uint8Array): void {
    const needed = this.#length + part.length;
    if (needed > this.#partial.length) {
      const capacity = Math.max(needed, this.#partial.length * 2, INITIAL_CAPACITY_BYTES);
      const grown = new Uint8Array(Math.min(capacity, this.#limitBytes));
      grown.set(this.#partial.subarray(0, this.#length));
      this.#partial = grown;
    }
    this.#partial.set(part, this.#length);
    this.#length = needed;
  }

  #close(state: 'stopped' | 'overflowed'): void {
    this.#state = state;
    this.#partial = new Uint8Array(0);
    this.#length = 0;
  }
}

const encoder = new TextEncoder();

/** One message as it goes on the wire. JSON escapes NUL inside strings, so the terminator is unambiguous. */
export function encodeFrame(message: object): Uint8Array {
  return encoder.encode(`${JSON.stringify(message)}\0`);
}
