import { Worker } from 'node:worker_threads';
import { hasWhiteLed } from '@garland/driver-config';
import { FrameSlot } from './frame-slot.ts';
import { frameDurationMs } from './frame-timing.ts';
import { type Output, OutputError, type OutputSettings } from './output.ts';
import type { StripThreadData, StripThreadMessage } from './strip-thread.ts';

/** The time to close, besides three frames: the one on its way, the dark one, and the wait for its end. */
const CLOSE_MARGIN_MS = 1000;
const FRAMES_TO_CLOSE = 3;

/** The addon keeps one global strip for a process, so there can be one output. */
let isInUse = false;

/**
 * A real strip on a Raspberry Pi.
 *
 * The addon blocks until the wire is free, which takes 40 ms with 1000 pixels. So it runs in a thread of its own, and the
 * thread that serves the sockets never waits.
 */
export class Ws281x implements Output {
  readonly kind = 'ws281x';
  readonly pixels: Uint32Array;
  readonly maskedPixels = 0;
  readonly hasWhite: boolean;
  readonly minFrameMs: number;
  readonly #slot: FrameSlot;
  /** Modulo 2³², as the slot's count is. */
  #framesSent = 0;
  #isOpen = true;

  private constructor(settings: OutputSettings, slot: FrameSlot) {
    this.pixels = new Uint32Array(settings.pixels);
    this.hasWhite = hasWhiteLed(settings);
    this.minFrameMs = frameDurationMs(settings);
    this.#slot = slot;
  }

  /**
   * @param program the thread's program; it calls `runStripThread`
   * @param onFault is called when the hardware refuses a frame; the strip is closed by then
   * @throws {OutputError} `not_root`, `addon_missing`, `already_open` or `init_failed`
   */
  static async open(
    settings: OutputSettings,
    program: string | URL,
    onFault: (error: OutputError) => void,
  ): Promise<Ws281x> {
    if (isInUse) throw new OutputError('already_open', 'this process drives a strip already');
    isInUse = true;
    const output = new Ws281x(settings, FrameSlot.forPixels(settings.pixels));
    // Until it is open, only this can close it.
    const abandon = (): void => {
      try {
        output.close();
      } catch (error) {
        killIfStalled(error);
      }
    };
    process.once('exit', abandon);
    try {
      await output.#start(settings, program, onFault);
      return output;
    } catch (error) {
      isInUse = false;
      throw error;
    } finally {
      process.off('exit', abandon);
    }
  }

  get isBusy(): boolean {
    return this.#slot.isFull;
  }

  get isIdle(): boolean {
    return this.#slot.completed === this.#framesSent;
  }

  get framesShown(): number {
    return this.#slot.completed;
  }

  show(): void {
    if (!this.#isOpen) throw new OutputError('closed', 'the strip is closed');
    if (this.isBusy) throw new OutputError('busy', 'the frame before still waits for the wire');
    this.#slot.putFrame(this.pixels);
    this.#framesSent = (this.#framesSent + 1) >>> 0;
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.pixels.fill(0);
    this.#slot.requestClose();
    const deadlineMs = CLOSE_MARGIN_MS + FRAMES_TO_CLOSE * this.minFrameMs;
    if (this.#slot.hasBegun && !this.#slot.waitForEnd(deadlineMs))
      throw new OutputError('stalled', 'the LED hardware hangs: the strip may still be lit');
    isInUse = false;
  }

  #start(
    settings: OutputSettings,
    program: string | URL,
    onFault: (error: OutputError) => void,
  ): Promise<void> {
    const workerData: StripThreadData = { settings, memory: this.#slot.memory };
    const thread = new Worker(program, { workerData, name: 'strip', argv: [], execArgv: [] });
    return new Promise((resolve, reject) => {
      // Reported once, and not after a close: a fault ends the thread, which would count as another.
      let report: ((error: OutputError) => void) | undefined = reject;
      const fail = (error: OutputError): void => {
        if (this.#isOpen) report?.(error);
        report = undefined;
      };
      thread.on('message', (message: StripThreadMessage) => {
        if (message.event === 'failed') return fail(new OutputError(message.code, message.message));
        report = onFault;
        resolve();
      });
      thread.on('error', (cause) => fail(threadEndedError(cause)));
      thread.on('exit', () => fail(threadEndedError(undefined)));
    });
  }
}

/**
 * A thread that hangs in native code can't be ended, and Node waits for its threads. So this kills the process, and systemd
 * runs `--blank` to darken the strip.
 */
export function killIfStalled(error: unknown): void {
  if (error instanceof OutputError && error.code === 'stalled') process.kill(process.pid, 'SIGKILL');
}

function threadEndedError(cause: Error | undefined): OutputError {
  const why = cause ? `: ${cause.message}` : '';
  return new OutputError('render_failed', `the thread of the LED hardware has ended${why}`, { cause });
}
