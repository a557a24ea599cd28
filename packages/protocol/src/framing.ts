const NUL = 0;
const INITIAL_CAPACITY_BYTES = 512;

/**
 * Splits a byte stream into messages that each end in one NUL byte.
 *
 * Promises: any split of a stream into chunks gives the same messages; it never holds more than `limitBytes`; it never
 * throws; once a message was too long it takes nothing more, because where the next one starts can't be trusted.
 */
export class FrameDecoder {
  readonly #limitBytes: number;
  #partial: Uint8Array = new Uint8Array(0);
  #length = 0;
  #overflowed = false;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** Bytes of the message that has begun and not ended yet. */
  get pendingBytes(): number {
    return this.#length;
  }

  /**
   * Takes the next bytes and hands each complete message, without its NUL, to `onMessage`. The bytes handed over are
   * valid during the call only. `onMessage` may return `false` to have the rest of the chunk dropped.
   *
   * @returns `false` once a message is longer than the limit: close the connection.
   */
  push(chunk: Uint8Array, onMessage: (message: Uint8Array) => boolean): boolean {
    let start = 0;
    while (start < chunk.length && !this.#overflowed) {
      const end = chunk.indexOf(NUL, start);
      const part = chunk.subarray(start, end === -1 ? chunk.length : end);
      if (this.#length + part.length > this.#limitBytes) return this.#overflow();
      if (end === -1) {
        this.#keep(part);
        return true;
      }
      if (!onMessage(this.#complete(part))) return true;
      start = end + 1;
    }
    return !this.#overflowed;
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

  #overflow(): false {
    this.#overflowed = true;
    this.#partial = new Uint8Array(0);
    this.#length = 0;
    return false;
  }
}

const encoder = new TextEncoder();

/** One message as it goes on the wire. JSON escapes NUL inside strings, so the terminator is unambiguous. */
export function encodeFrame(message: object): Uint8Array {
  return encoder.encode(`${JSON.stringify(message)}\0`);
}
