import type { BuiltInId } from '@garland/animations';
import { PREVIOUS } from '@garland/driver-config';
import type { AnimationId } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import { moved, type Showing, timestamp } from './wish.ts';

/** What is left to show when there is nothing else, and what showed before the first light. */
export const DARK = 'off' satisfies BuiltInId as string as AnimationId;

/** Scenes may be played over scenes over scenes; more than this deep, nobody waits for all of them to come back. */
const MAX_LAYERS = 8;

/**
 * What follows what: scenes, their durations and their `then`, as a function of time. It knows no clock and remembers
 * nothing, so what would be on now, had nobody been away, is found in the same way as what comes next.
 */
export class Succession {
  readonly #catalog: Pick<Catalog, 'get' | 'ending'>;
  readonly #otherwise: () => AnimationId;

  /** @param otherwise what shows in place of something that the catalog no longer has */
  constructor(catalog: Pick<Catalog, 'get' | 'ending'>, otherwise: () => AnimationId) {
    this.#catalog = catalog;
    this.#otherwise = otherwise;
  }

  /** An ID that is shown from `sinceMs` on, in place of `instead`. */
  begin(
    animation: AnimationId,
    chosenBy: Showing['chosenBy'],
    sinceMs: number,
    instead: Showing | undefined,
  ): Showing {
    const lasting = { animation, since: timestamp(sinceMs), chosenBy };
    const ending = this.#catalog.ending(animation);
    if (!ending) return lasting;
    const timed = { ...lasting, until: timestamp(sinceMs + ending.afterMs) };
    return instead && this.#comesBack(animation) ? { ...timed, previous: instead } : timed;
  }

  /** The driver's own choice, where there is nothing to follow. */
  beginOtherwise(sinceMs: number): Showing {
    const darkness = { animation: DARK, since: timestamp(sinceMs), chosenBy: 'driver' } as const;
    return this.begin(this.#otherwise(), 'driver', sinceMs, darkness);
  }

  /** Whether it, or what follows it, ends with what showed before. */
  #comesBack(animation: AnimationId): boolean {
    const seen = new Set<string>();
    let id: string = animation;
    while (id !== PREVIOUS && !seen.has(id)) {
      seen.add(id);
      id = this.#catalog.ending(id as AnimationId)?.next ?? id;
    }
    return id === PREVIOUS;
  }

  /** What is on at `nowMs` if nobody chooses anything until then: the same object if that is what was on. */
  at(showing: Showing, nowMs: number): Showing {
    const began = new Map<AnimationId, number>();
    let shown = this.#current(showing, nowMs);
    while (shown.until !== undefined && Date.parse(shown.until) <= nowMs) {
      began.set(shown.animation, Date.parse(shown.since));
      shown = this.#after(shown, Date.parse(shown.until));
      const before = began.get(shown.animation);
      // What comes back somewhere in the end is in no circle.
      if (before === undefined || this.#comesBack(shown.animation)) continue;
      shown = skipRounds(shown, before, nowMs);
      began.clear();
    }
    return shown;
  }

  #after({ animation, previous }: Showing, endedMs: number): Showing {
    const follows = this.#catalog.ending(animation)?.next ?? PREVIOUS;
    if (follows !== PREVIOUS) return this.begin(follows as AnimationId, 'driver', endedMs, previous);
    return previous ? this.#current(previous, endedMs) : this.beginOtherwise(endedMs);
  }

  /** What is not in the catalog any more gives way, and what has lost its ending there stays. */
  #current(showing: Showing, nowMs: number): Showing {
    if (!this.#catalog.get(showing.animation)) return this.beginOtherwise(nowMs);
    if (showing.until === undefined || this.#catalog.ending(showing.animation)) return showing;
    const { until: _until, previous: _previous, ...lasting } = showing;
    return lasting;
  }
}

/**
 * What `animation` comes back to if it is played over `showing`. Nothing waits twice to come back: what is played again
 * begins again where it was, and what was played in its midst is forgotten. So however often a bell rings, the tree finds
 * its way back.
 */
export function shownBefore(animation: AnimationId, showing: Showing): Showing | undefined {
  const layers: Showing[] = [];
  for (let layer: Showing | undefined = showing; layer; layer = layer.previous) layers.push(layer);
  const again = layers.findLast((layer) => layer.animation === animation);
  if (again) return again.previous;
  return layers.length < MAX_LAYERS ? showing : showing.previous;
}

/** Scenes that follow each other in a circle may have gone around often: all whole rounds are left out at once. */
function skipRounds(shown: Showing, roundBeganMs: number, nowMs: number): Showing {
  const sinceMs = Date.parse(shown.since);
  const roundMs = sinceMs - roundBeganMs;
  return roundMs > 0 ? moved(shown, Math.floor((nowMs - sinceMs) / roundMs) * roundMs) : shown;
}
