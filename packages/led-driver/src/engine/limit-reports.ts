import type { AnimationId } from '@garland/protocol';
import type { Log } from '../log.ts';
import type { Renderer } from '../render/renderer.ts';

/** A picture that flashes too much does so all the time, so one record a minute is enough. */
const FLASH_REPORT_INTERVAL_MS = 60_000;

/** Logs when the power limit starts or stops dimming, and when the flash guard holds a picture back. */
export class LimitReports {
  readonly #renderer: Renderer;
  readonly #log: Log;
  #wasLimited = false;
  #nextFlashReportMs = 0;

  constructor(renderer: Renderer, log: Log) {
    this.#renderer = renderer;
    this.#log = log;
  }

  /** @returns whether the power limit has started or stopped since the last frame */
  reportPowerLimit(budgetMa: number): boolean {
    const { isLimited, estimatedMa } = this.#renderer;
    if (isLimited === this.#wasLimited) return false;
    this.#wasLimited = isLimited;
    this.#log('power_limited', { limited: isLimited, estimatedMa, budgetMa });
    return true;
  }

  reportFlashes(id: AnimationId, nowMs: number): void {
    if (!this.#renderer.isHolding || nowMs < this.#nextFlashReportMs) return;
    this.#nextFlashReportMs = nowMs + FLASH_REPORT_INTERVAL_MS;
    this.#log('flash_limited', { id });
  }
}
