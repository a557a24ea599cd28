const NUL = 0;
const INITIAL_CAPACITY_BYTES = 512;

/**
 * Splits a byte stream into messages that each end in one NUL byte.
 *
 * Promises: chunk boundaries do not matter; it never holds more than `limitBytes`; it never throws; after it was stopped, or
 * after a message that is too long, it ignores all input, because the start of the next message is no longer known.
 */
export class FrameDecoder {
  readonly #limitBytes: number;
  #buffer: Uint8Array = new Uint8Array(0);
  #length = 0;
  #state: 'open' | 'stopped' | 'overflowed' = 'open';

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes of the incomplete message. */
  get pendingBytes(): number {
    return this.#length;
  }

  /** Bytes of memory held for it: never more than the limit. */
  get allocatedBytes(): number {
    return this.#buffer.length;
  }

  /**
   * Takes the next bytes and passes each complete message, without its NUL, to `onMessage`. The bytes are valid during
   * the call only. `onMessage` can return `false` to stop the decoder for good.
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

/** The text of a message. JSON escapes NUL in strings, so the terminator is unambiguous. */
export function frameText(message: object): string {
  return `${JSON.stringify(message)}\0`;
}

/** The bytes of a message. */
export function encodeFrame(message: object): Uint8Array {
  return encoder.encode(frameText(message));
}
