const REQUEST = 0;
const COMPLETED = 1;
const BEGUN = 2;
const ENDED = 3;
const CONTROL_WORDS = 4;

/** What the request word says. */
const NOTHING = 0;
const FRAME = 1;
const CLOSE = 2;

/**
 * Hands frames from one thread to another, one at a time and without a lock: whoever may touch the words is told by the
 * request, and nobody allocates.
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

  /** How many frames the taker has dealt with; starts anew after 2³² of them. */
  get completed(): number {
    return Atomics.load(this.#control, COMPLETED) >>> 0;
  }

  /** Without it there is nothing to wait for: a taker that has not begun when it is asked to end never does. */
  get hasBegun(): boolean {
    return Atomics.load(this.#control, BEGUN) === 1;
  }

  /** Only while it is not full. */
  putFrame(words: Uint32Array): void {
    this.#words.set(words);
    this.#request(FRAME);
  }

  /** Asks the taker to end; a frame that waits is dropped. */
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
