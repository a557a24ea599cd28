/** Time as the driver sees it, so that tests can make it pass. */
export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number;
  /** The calendar's time; on a Pi it may jump once the network is there. */
  wallTime(): Date;
  /** Calls back once, after at least `delayMs`. Returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /**
   * Calls back once, at `dueMs` of `nowMs` to a fraction of a millisecond, or as soon as the current work is done where
   * that has passed. Nothing else runs in the last millisecond before. Returns what cancels it.
   */
  at(dueMs: number, callback: () => void): () => void;
}

/** Nobody ever notifies it: to wait for it is to sleep, without the processor being kept busy. */
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
    // Timers count whole milliseconds, at the least one, so the last one is slept. A sleep may end a microsecond early.
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
