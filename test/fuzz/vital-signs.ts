import { readFileSync } from 'node:fs';
import { takeFrames } from '../bench/frame-log.ts';
import type { Daemon } from '../support/daemon.ts';

const INTERVAL_MS = 1000;
/** Garbage waits for its collector, and the collector for memory to be short: that is no leak. */
const MAX_GROWTH_MB = 32;
/** Of the frames that are due. */
const MIN_FRAMES = 0.95;
const MAX_GAP_MS = 250;

/** Watches two processes while they are talked to: what memory they hold, and whether frames come on time. */
export class VitalSigns {
  readonly #daemons: Readonly<Record<'driver' | 'gateway', Daemon>>;
  readonly #framesPerSecond: number;
  readonly #memoryMb: Record<'driver' | 'gateway', number[]> = { driver: [], gateway: [] };
  readonly #timer: NodeJS.Timeout;
  #lastFrameMs: number | undefined;
  #gapMs = 0;
  #frames = 0;
  #watchedMs = 0;

  constructor(driver: Daemon, gateway: Daemon, framesPerSecond: number) {
    this.#daemons = { driver, gateway };
    this.#framesPerSecond = framesPerSecond;
    this.#timer = setInterval(() => void this.#look(), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** What was seen, in words. */
  get summary(): string {
    const memory = (['driver', 'gateway'] as const).map((name) => {
      const [early, late] = this.#earlyAndLate(name);
      return `${name} ${early.toFixed(0)} MB, later ${late.toFixed(0)} MB`;
    });
    return `memory: ${memory.join('; ')} · frames: ${(100 * this.#frameShare).toFixed(1)} %, longest gap ${this.#gapMs.toFixed(0)} ms`;
  }

  /** What is wrong with either. */
  faults(): string[] {
    const faults: string[] = [];
    for (const name of ['driver', 'gateway'] as const) {
      if (!this.#daemons[name].running) faults.push(`the ${name} has ended`);
      const [early, late] = this.#earlyAndLate(name);
      if (early > 0 && late - early > MAX_GROWTH_MB)
        faults.push(`the ${name} grew from ${early} MB to ${late} MB`);
    }
    if (this.#frameShare < MIN_FRAMES)
      faults.push(`only ${(100 * this.#frameShare).toFixed(1)} % of the frames were shown`);
    if (this.#gapMs > MAX_GAP_MS) faults.push(`no frame for ${this.#gapMs} ms`);
    return faults;
  }

  get #frameShare(): number {
    return this.#watchedMs === 0 ? 1 : this.#frames / ((this.#watchedMs / 1000) * this.#framesPerSecond);
  }

  async #look(): Promise<void> {
    for (const name of ['driver', 'gateway'] as const) {
      if (!this.#daemons[name].running) return;
      this.#memoryMb[name].push(residentMb(this.#daemons[name].pid));
    }
    const { shownMs } = await takeFrames(this.#daemons.driver.child);
    for (const atMs of shownMs) {
      const gapMs = atMs - (this.#lastFrameMs ?? atMs);
      this.#gapMs = Math.max(this.#gapMs, gapMs);
      this.#watchedMs += gapMs;
      if (this.#lastFrameMs !== undefined) this.#frames++;
      this.#lastFrameMs = atMs;
    }
  }

  /** The most of the second quarter, when all is warm, and of the last. */
  #earlyAndLate(name: 'driver' | 'gateway'): [early: number, late: number] {
    const samples = this.#memoryMb[name];
    const quarter = Math.floor(samples.length / 4);
    const most = (part: readonly number[]): number => Math.max(0, ...part);
    return [most(samples.slice(quarter, 2 * quarter)), most(samples.slice(3 * quarter))];
  }
}

function residentMb(pid: number): number {
  const [, kib = 'NaN'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
