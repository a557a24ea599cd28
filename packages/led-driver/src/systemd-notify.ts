import { write, writeSync } from 'node:fs';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';

/** The name of the descriptor: `OpenFile=/run/systemd/notify:notify` in the unit. */
const NOTIFY_DESCRIPTOR = 'notify';
/** systemd kills the driver after that time without a heartbeat; with two in it, one of them can be late. */
const HEARTBEATS_PER_TIMEOUT = 2;

/** systemd cuts longer messages. */
const MAX_STATUS_LENGTH = 2000;

/** Has `systemctl status` show why the driver does not start, also to users who cannot read its journal. */
export function notifyStatus(reason: string, inherited: ReadonlyMap<string, number>): void {
  const notifyFd = inherited.get(NOTIFY_DESCRIPTOR);
  if (notifyFd === undefined) return;
  const line = reason.replaceAll(/\n\s*/g, '; ').slice(0, MAX_STATUS_LENGTH);
  try {
    writeSync(notifyFd, `STATUS=${line}\n`);
  } catch {
    // The journal has the reason too.
  }
}

/**
 * Reports to systemd that the driver is ready, and then every few seconds that it is alive (sd_notify(3),
 * `WatchdogSec=`). Node has no Unix datagram sockets, but a descriptor that systemd has connected takes a plain write: this
 * needs no other program and no privilege.
 */
export class SystemdNotifier {
  /** The inherited descriptors that are sockets to listen on. */
  readonly listenSockets: ReadonlyMap<string, number>;
  readonly #notifyFd: number | undefined;
  readonly #heartbeatMs: number;
  readonly #clock: Clock;
  readonly #log: Log;
  #isWithheld = false;

  constructor(
    inherited: ReadonlyMap<string, number>,
    env: NodeJS.ProcessEnv,
    pid: number,
    clock: Clock,
    log: Log,
  ) {
    this.listenSockets = new Map([...inherited].filter(([name]) => name !== NOTIFY_DESCRIPTOR));
    this.#notifyFd = inherited.get(NOTIFY_DESCRIPTOR);
    this.#heartbeatMs =
      env.WATCHDOG_PID === String(pid) ? Number(env.WATCHDOG_USEC) / 1000 / HEARTBEATS_PER_TIMEOUT : 0;
    this.#clock = clock;
    this.#log = log;
  }

  /** @param isAlive whether frames have reached the strip since the last call */
  notifyReady(isAlive: () => boolean): void {
    this.#send('READY=1');
    if (this.#heartbeatMs > 0) this.#scheduleHeartbeat(isAlive);
  }

  #scheduleHeartbeat(isAlive: () => boolean): void {
    this.#clock.after(this.#heartbeatMs, () => {
      const alive = isAlive();
      if (alive) this.#send('WATCHDOG=1');
      else if (!this.#isWithheld) this.#log('watchdog_missed', { problem: 'no frame reaches the strip' });
      this.#isWithheld = !alive;
      this.#scheduleHeartbeat(isAlive);
    });
  }

  #send(message: string): void {
    // Nothing waits for the result: a failed heartbeat is systemd's to notice.
    if (this.#notifyFd !== undefined) write(this.#notifyFd, `${message}\n`, () => {});
  }
}
