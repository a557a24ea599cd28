import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { TestProcess } from '@garland/test-kit/test-process';
import { startEmptyLoop, takeFrameLog } from '../bench/frame-log.ts';
import type { FrameLog } from '../bench/record-frames.ts';

const INTERVAL_MS = 1000;
/** Garbage waits for its collector, and the collector for memory to be short: that is no leak. */
const MAX_GROWTH_MB = 32;
/** Of what a loop shows that does nothing. */
const MIN_FRAME_SHARE = 0.9;
/** Between two frames, beyond the longest of a loop that does nothing: what the machine itself does is not counted. */
const MAX_GAP_MS = 150;

/** Watches two processes while they are talked to: what memory they hold, and whether frames come on time. */
export class HealthMonitor {
  readonly #daemons: Readonly<Record<'driver' | 'gateway', TestProcess>>;
  readonly #memoryMb: Record<'driver' | 'gateway', number[]> = { driver: [], gateway: [] };
  readonly #emptyLoop: ChildProcess;
  readonly #timer: NodeJS.Timeout;
  readonly #driverRate: FrameRate = new FrameRate();
  readonly #emptyLoopRate: FrameRate = new FrameRate();

  constructor(driver: TestProcess, gateway: TestProcess, framesPerSecond: number) {
    this.#daemons = { driver, gateway };
    this.#emptyLoop = startEmptyLoop(1000 / framesPerSecond);
    this.#timer = setInterval(() => void this.#sample(), INTERVAL_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#emptyLoop.kill();
  }

  /** What was seen, in words. */
  get summary(): string {
    const memory = (['driver', 'gateway'] as const).map((name) => {
      const [early, late] = this.#earlyAndLate(name);
      return `${name} ${early.toFixed(0)} MB, later ${late.toFixed(0)} MB`;
    });
    const frames = `${(100 * this.#frameShare).toFixed(1)} % of an empty loop's`;
    const gaps = `longest gap ${this.#driverRate.gapMs.toFixed(0)} ms, the empty loop's ${this.#emptyLoopRate.gapMs.toFixed(0)} ms`;
    return `memory: ${memory.join('; ')} · frames: ${frames}, ${gaps}`;
  }

  /** What is wrong with either. */
  faults(): string[] {
    const faults: string[] = [];
    for (const name of ['driver', 'gateway'] as const) {
      if (!this.#daemons[name].isRunning) faults.push(`the ${name} has ended`);
      const [early, late] = this.#earlyAndLate(name);
      if (early > 0 && late - early > MAX_GROWTH_MB)
        faults.push(`the ${name} grew from ${early} MB to ${late} MB`);
    }
    if (this.#frameShare < MIN_FRAME_SHARE)
      faults.push(`only ${(100 * this.#frameShare).toFixed(1)} % of the frames were shown`);
    if (this.#driverRate.gapMs > this.#emptyLoopRate.gapMs + MAX_GAP_MS)
      faults.push(`no frame for ${this.#driverRate.gapMs} ms`);
    return faults;
  }

  get #frameShare(): number {
    return this.#emptyLoopRate.perSecond === 0
      ? 1
      : this.#driverRate.perSecond / this.#emptyLoopRate.perSecond;
  }

  async #sample(): Promise<void> {
    for (const name of ['driver', 'gateway'] as const) {
      if (!this.#daemons[name].isRunning) return;
      this.#memoryMb[name].push(residentMb(this.#daemons[name].pid));
    }
    this.#driverRate.add(await takeFrameLog(this.#daemons.driver.child));
    this.#emptyLoopRate.add(await takeFrameLog(this.#emptyLoop));
  }

  /** The most of the second quarter, when all is warm, and of the last. */
  #earlyAndLate(name: 'driver' | 'gateway'): [early: number, late: number] {
    const samples = this.#memoryMb[name];
    const quarter = Math.floor(samples.length / 4);
    const most = (part: readonly number[]): number => Math.max(0, ...part);
    return [most(samples.slice(quarter, 2 * quarter)), most(samples.slice(3 * quarter))];
  }
}

/** How regularly something comes. */
class FrameRate {
  gapMs = 0;
  #lastMs: number | undefined;
  #count = 0;
  #watchedMs = 0;

  get perSecond(): number {
    return this.#watchedMs === 0 ? 0 : (1000 * this.#count) / this.#watchedMs;
  }

  add({ shownMs }: FrameLog): void {
    for (const atMs of shownMs) {
      if (this.#lastMs !== undefined) {
        const gapMs = atMs - this.#lastMs;
        this.gapMs = Math.max(this.gapMs, gapMs);
        this.#watchedMs += gapMs;
        this.#count++;
      }
      this.#lastMs = atMs;
    }
  }
}

function residentMb(pid: number): number {
  const [, kib = 'NaN'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) / 1024;
}
