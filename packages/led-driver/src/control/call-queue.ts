import type { Call, RoleLimits } from '@garland/protocol';

/** The calls of a connection that have not been answered yet, limited in number and size. */
export class CallQueue {
  readonly #limits: RoleLimits;
  readonly #calls: { readonly call: Call; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(limits: RoleLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#calls.length === 0;
  }

  /** @returns whether there was room for the call */
  push(call: Call, bytes: number): boolean {
    const { maxCallsInFlight, maxBytesInFlight } = this.#limits;
    if (this.#calls.length >= maxCallsInFlight || this.#bytes + bytes > maxBytesInFlight) return false;
    this.#calls.push({ call, bytes });
    this.#bytes += bytes;
    return true;
  }

  shift(): Call | undefined {
    const first = this.#calls.shift();
    this.#bytes -= first?.bytes ?? 0;
    return first?.call;
  }

  clear(): void {
    this.#calls.length = 0;
    this.#bytes = 0;
  }
}
