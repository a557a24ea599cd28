import { write } from 'node:fs';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** The name of the descriptor: `OpenFile=/run/systemd/notify:notify` in the unit. */
const NOTIFY = 'notify';
/** systemd kills who has not been heard of for the whole time; two beats in it survive a late one. */
const BEATS_PER_TIMEOUT = 2;

/**
 * What watches over the driver: systemd, which wants to hear that it is ready, and then every few seconds that it is alive
 * (sd_notify(3), `WatchdogSec=`). Node knows no datagram sockets of this kind, but a descriptor that systemd has connected
 * already takes them with a plain write: no helper, and no privilege.
 */
export class Supervision {
  /** The descriptors that are sockets to listen on. */
  readonly sockets: ReadonlyMap<string, number>;
  readonly #notifyFd: number | undefined;
  readonly #beatMs: number;
  readonly #clock: Clock;
  readonly #log: Log;
  #withheld = false;

  constructor(
    inherited: ReadonlyMap<string, number>,
    env: NodeJS.ProcessEnv,
    pid: number,
    clock: Clock,
    log: Log,
  ) {
    this.sockets = new Map([...inherited].filter(([name]) => name !== NOTIFY));
    this.#notifyFd = inherited.get(NOTIFY);
    this.#beatMs =
      env.WATCHDOG_PID === String(pid) ? Number(env.WATCHDOG_USEC) / 1000 / BEATS_PER_TIMEOUT : 0;
    this.#clock = clock;
    this.#log = log;
  }

  /** @param isAlive whether the driver has done, since it was last asked, what it is there for */
  ready(isAlive: () => boolean): void {
    this.#tell('READY=1');
    if (this.#beatMs > 0) this.#beatLater(isAlive);
  }

  #beatLater(isAlive: () => boolean): void {
    this.#clock.after(this.#beatMs, () => {
      const alive = isAlive();
      if (alive) this.#tell('WATCHDOG=1');
      else if (!this.#withheld) this.#log('watchdog_withheld', { problem: 'no frame reaches the strip' });
      this.#withheld = !alive;
      this.#beatLater(isAlive);
    });
  }

  #tell(message: string): void {
    // Whether it is read is the reader's business; and nothing here may wait for it.
    if (this.#notifyFd !== undefined) write(this.#notifyFd, `${message}\n`, () => {});
  }
}
