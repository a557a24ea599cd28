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
   * Flashes count where they cover more than this share of a field of ten degrees, 0 to 1. By default a quarter, as in the
   * standard; 0 makes every single pixel count, so that nothing depends on where people sit.
   */
  readonly area?: number;
}

/**
 * Counts the flashes in a sequence of frames, by the definitions of WCAG 2.3.1 (wcag-thresholds.ts).
 *
 * Frames hold *light*, as it leaves the strip: linear 16-bit red, green and blue, pixel by pixel, 65535 for full. So
 * brightness and lightness curve have been applied. Before the first frame the tree is dark, and a frame shows until the
 * next.
 *
 * Each pixel is watched by itself, so that what goes up on one side can't hide what comes down on the other. From afar,
 * lights that take turns blend: hence the means of each eighth of the tree and of the whole are watched as well, and there
 * no area is too small to count.
 */
export class FlashAnalyser {
  readonly #regions: TreeRegions;
  readonly #transitions: TransitionDetector;
  /** The light of all pixels, and behind it that of the regions; and what the transitions were there. */
  readonly #light: Uint16Array;
  readonly #completed: Uint8Array;
  readonly #general: WorstSecondTracker;
  readonly #red: WorstSecondTracker;

  constructor(strip: Strip, { area = MIN_FIELD_SHARE }: FlashAnalyserOptions = {}) {
    this.#regions = new TreeRegions(strip);
    const places = strip.count + REGION_COUNT;
    this.#transitions = new TransitionDetector(places);
    this.#light = new Uint16Array(places * 3);
    this.#completed = new Uint8Array(places);
    const fields = visualFieldsOf(strip);
    const shares = this.#regions.pixels.map(({ length }) => length / strip.count);
    this.#general = new WorstSecondTracker(fields, shares, area);
    this.#red = new WorstSecondTracker(fields, shares, area);
  }

  /** The worst seconds so far. */
  get report(): FlashReport {
    return { general: this.#general.worst, red: this.#red.worst };
  }

  /** @param timeMs when the frame begins to show, no earlier than the one before */
  update(timeMs: number, light: Uint16Array): void {
    this.#light.set(light);
    this.#regions.appendMeans(this.#light);
    const found = this.#transitions.update(this.#light, this.#completed);
    if (found & GENERAL_TRANSITION) this.#general.addFrame(timeMs, this.#completed, GENERAL_TRANSITION);
    if (found & RED_TRANSITION) this.#red.addFrame(timeMs, this.#completed, RED_TRANSITION);
  }
}
