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
  #buffer: Uint8Array = new Uint8Array(0);
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
  get allocatedBytes(): number {
    return this.#buffer.length;
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
      else if (end === -1) this.#append(part);
      else if (!onMessage(this.#takeMessage(part))) this.#close('stopped');
      start += part.length + 1;
    }
    return this.#state !== 'overflowed';
  }

  #takeMessage(part: Uint8Array): Uint8Array {
    if (this.#length === 0) return part;
    this.#append(part);
    const message = this.#buffer.subarray(0, this.#length);
    this.#length = 0;
    return message;
  }

  #append(part: Uint8Array): void {
    const needed = this.#length + part.length;
    if (needed > this.#buffer.length) {
      const capacity = Math.max(needed, this.#buffer.length * 2, INITIAL_CAPACITY_BYTES);
      const grown = new Uint8Array(Math.min(capacity, this.#limitBytes));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    this.#buffer.set(part, this.#length);
    this.#length = needed;
  }

  #close(state: 'stopped' | 'overflowed'): void {
    this.#state = state;
    this.#buffer = new Uint8Array(0);
    this.#length = 0;
  }
}

const encoder = new TextEncoder();

/** One message as it goes on the wire. JSON escapes NUL inside strings, so the terminator is unambiguous. */
export function encodeFrame(message: object): Uint8Array {
  return encoder.encode(`${JSON.stringify(message)}\0`);
}
