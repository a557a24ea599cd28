/** The driver's time. Tests replace it by one that they advance. */
export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number;
  /** The system's date and time; on a Pi it can jump once the network is there. */
  wallTime(): Date;
  /** Calls back once, after at least `delayMs`. @returns cancels it */
  after(delayMs: number, callback: () => void): () => void;
  /**
   * Calls back once, when `nowMs` reaches `dueMs`, to a fraction of a millisecond; if that has passed, as soon as the
   * current work is done. Nothing else runs in the last millisecond before.
   *
   * @returns cancels it
   */
  at(dueMs: number, callback: () => void): () => void;
}

/** Never notified: `Atomics.wait` on it is a blocking sleep. */
const NEVER_NOTIFIED = new Int32Array(new SharedArrayBuffer(4));

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  at(dueMs, callback) {
    let cancel = (): void => {};
    const approach = (): void => {
      const wholeMs = Math.floor(dueMs - performance.now());
      if (wholeMs >= 1) cancel = systemClock.after(wholeMs, approach);
      else arrive();
    };
    // Timers have a resolution of one millisecond, so the last one is slept. A sleep can end a microsecond early.
    const arrive = (): void => {
      for (let leftMs = dueMs - performance.now(); leftMs > 0; leftMs = dueMs - performance.now())
        Atomics.wait(NEVER_NOTIFIED, 0, 0, leftMs);
      callback();
    };
    if (dueMs - performance.now() >= 1) approach();
    else cancel = callSoon(arrive);
    return () => cancel();
  },
};

function callSoon(callback: () => void): () => void {
  const immediate = setImmediate(callback);
  return () => clearImmediate(immediate);
}
