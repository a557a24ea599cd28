/** Time as the driver sees it, so that tests can make it pass. */
export interface Clock {
  /** Monotonic milliseconds, with fractions. */
  nowMs(): number;
  /** The calendar's time; on a Pi it may jump once the network is there. */
  wallTime(): Date;
  /** Calls back once, after at least `delayMs`. Returns what cancels it. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallTime: () => new Date(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
