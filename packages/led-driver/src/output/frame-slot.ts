const REQUEST = 0;
const COMPLETED = 1;
const BEGUN = 2;
const ENDED = 3;
const CONTROL_WORDS = 4;

/** Values of the request word. */
const NOTHING = 0;
const FRAME = 1;
const CLOSE = 2;

/**
 * Hands frames from one thread to another, one at a time, without a lock and without allocation: the request word says
 * which thread owns the words.
 */
export class FrameSlot {
  readonly memory: SharedArrayBuffer;
  readonly #control: Int32Array;
  readonly #words: Uint32Array;

  /** @param memory from the slot at the other thread */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#control = new Int32Array(memory, 0, CONTROL_WORDS);
    this.#words = new Uint32Array(memory, CONTROL_WORDS * 4);
  }

  static forPixels(pixels: number): FrameSlot {
    return new FrameSlot(new SharedArrayBuffer((CONTROL_WORDS + pixels) * 4));
  }

  /** A frame waits here to be taken. */
  get isFull(): boolean {
    return Atomics.load(this.#control, REQUEST) !== NOTHING;
  }

  /** How many frames the taker has completed, modulo 2³². */
  get completed(): number {
    return Atomics.load(this.#control, COMPLETED) >>> 0;
  }

  /** If not, there is nothing to wait for: a taker that is asked to end before it begins never begins. */
  get hasBegun(): boolean {
    return Atomics.load(this.#control, BEGUN) === 1;
  }

  /** Only while it is not full. */
  putFrame(words: Uint32Array): void {
    this.#words.set(words);
    this.#request(FRAME);
  }

  /** Asks the taker to end; a waiting frame is dropped. */
  requestClose(): void {
    this.#request(CLOSE);
  }

  /** Blocks. @returns whether the taker has ended by the deadline */
  waitForEnd(deadlineMs: number): boolean {
    return Atomics.wait(this.#control, ENDED, 0, deadlineMs) !== 'timed-out';
  }

  /** The taker: before all else. @returns false if it is to end at once */
  beginTaking(): boolean {
    Atomics.store(this.#control, BEGUN, 1);
    return Atomics.load(this.#control, REQUEST) !== CLOSE;
  }

  /** The taker: blocks until there is a frame. @returns false once it is to end */
  takeFrame(into: Uint32Array): boolean {
    Atomics.wait(this.#control, REQUEST, NOTHING);
    if (Atomics.load(this.#control, REQUEST) === CLOSE) return false;
    into.set(this.#words);
    Atomics.compareExchange(this.#control, REQUEST, FRAME, NOTHING);
    return true;
  }

  markCompleted(): void {
    Atomics.add(this.#control, COMPLETED, 1);
  }

  endTaking(): void {
    Atomics.store(this.#control, ENDED, 1);
    Atomics.notify(this.#control, ENDED);
  }

  #request(request: number): void {
    Atomics.store(this.#control, REQUEST, request);
    Atomics.notify(this.#control, REQUEST);
  }
}
