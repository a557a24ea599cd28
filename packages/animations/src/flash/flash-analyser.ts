import type { Strip } from '../geometry/strip-geometry.ts';
import { GENERAL_TRANSITION, RED_TRANSITION, TransitionDetector } from './transition-detector.ts';
import { REGION_COUNT, TreeRegions } from './tree-regions.ts';
import { visualFieldsOf } from './visual-fields.ts';
import { MIN_FIELD_SHARE } from './wcag-thresholds.ts';
import { type WorstSecond, WorstSecondTracker } from './worst-second-tracker.ts';

export interface FlashReport {
  readonly general: WorstSecond;
  readonly red: WorstSecond;
}

export interface FlashAnalyserOptions {
  /**
   * Flashes count if they cover more than this share of a ten-degree field, 0 to 1. The default is the standard's quarter;
   * with 0 every single pixel counts, whatever the distance of the viewer.
   */
  readonly area?: number;
}

/**
 * Counts the flashes in a sequence of frames, by the definitions of WCAG 2.3.1 (wcag-thresholds.ts).
 *
 * Frames hold *light* as it leaves the strip, after brightness and gamma: linear 16-bit red, green and blue, pixel by
 * pixel, 65535 for full. Before the first frame the tree is dark, and each frame lasts until the next.
 *
 * Each pixel is watched separately, so that a rise on one side cannot hide a fall on the other. From afar, alternating
 * lights blend; so the mean of each eighth of the tree and of the whole tree are watched too, where any area counts.
 */
export class FlashAnalyser {
  readonly #regions: TreeRegions;
  readonly #transitions: TransitionDetector;
  /** The light of all pixels followed by that of the regions, and the transitions there. */
  readonly #light: Uint16Array;
  readonly #completed: Uint8Array;
  readonly #general: WorstSecondTracker;
  readonly #red: WorstSecondTracker;

  constructor(strip: Strip, { area = MIN_FIELD_SHARE }: FlashAnalyserOptions = {}) {
    this.#regions = new TreeRegions(strip);
    const pointCount = strip.count + REGION_COUNT;
    this.#transitions = new TransitionDetector(pointCount);
    this.#light = new Uint16Array(pointCount * 3);
    this.#completed = new Uint8Array(pointCount);
    const fields = visualFieldsOf(strip);
    const shares = this.#regions.pixels.map(({ length }) => length / strip.count);
    this.#general = new WorstSecondTracker(fields, shares, area);
    this.#red = new WorstSecondTracker(fields, shares, area);
  }

  /** The worst seconds so far. */
  get report(): FlashReport {
    return { general: this.#general.worst, red: this.#red.worst };
  }

  /** @param timeMs when the frame starts, no earlier than the one before */
  update(timeMs: number, light: Uint16Array): void {
    this.#light.set(light);
    this.#regions.appendMeans(this.#light);
    const found = this.#transitions.update(this.#light, this.#completed);
    if (found & GENERAL_TRANSITION) this.#general.addFrame(timeMs, this.#completed, GENERAL_TRANSITION);
    if (found & RED_TRANSITION) this.#red.addFrame(timeMs, this.#completed, RED_TRANSITION);
  }
}
