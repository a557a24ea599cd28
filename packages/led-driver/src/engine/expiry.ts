import type { BuiltInId } from '@garland/animations';
import { PREVIOUS } from '@garland/driver-config';
import type { AnimationId } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import { type Selection, shiftTimes, toTimestamp } from './selection.ts';

/** What is left to show when there is nothing else, and what showed before the first light. */
export const OFF_ID = 'off' satisfies BuiltInId as string as AnimationId;

/** Scenes may be played over scenes over scenes; more than this deep, nobody waits for all of them to come back. */
const MAX_NESTED_SELECTIONS = 8;

/**
 * What follows what: scenes, their durations and their `then`, as a function of time. It knows no clock and remembers
 * nothing, so what would be on now, had nobody been away, is found in the same way as what comes next.
 */
export class ExpiryResolver {
  readonly #catalog: Pick<Catalog, 'get' | 'expiry'>;
  readonly #defaultAnimation: () => AnimationId;

  /** @param otherwise what shows in place of something that the catalog no longer has */
  constructor(catalog: Pick<Catalog, 'get' | 'expiry'>, otherwise: () => AnimationId) {
    this.#catalog = catalog;
    this.#defaultAnimation = otherwise;
  }

  /** An ID that is shown from `sinceMs` on, in place of `instead`. */
  start(
    animation: AnimationId,
    chosenBy: Selection['chosenBy'],
    sinceMs: number,
    replaced: Selection | undefined,
  ): Selection {
    const permanent = { animation, since: toTimestamp(sinceMs), chosenBy };
    const expiry = this.#catalog.expiry(animation);
    if (!expiry) return permanent;
    const timed = { ...permanent, until: toTimestamp(sinceMs + expiry.afterMs) };
    return replaced && this.#returnsToPrevious(animation) ? { ...timed, previous: replaced } : timed;
  }

  /** The driver's own choice, where there is nothing to follow. */
  startDefault(sinceMs: number): Selection {
    const off = { animation: OFF_ID, since: toTimestamp(sinceMs), chosenBy: 'driver' } as const;
    return this.start(this.#defaultAnimation(), 'driver', sinceMs, off);
  }

  /** Whether it, or what follows it, ends with what showed before. */
  #returnsToPrevious(animation: AnimationId): boolean {
    const seen = new Set<string>();
    let id: string = animation;
    while (id !== PREVIOUS && !seen.has(id)) {
      seen.add(id);
      id = this.#catalog.expiry(id as AnimationId)?.next ?? id;
    }
    return id === PREVIOUS;
  }

  /** What is on at `nowMs` if nobody chooses anything until then: the same object if that is what was on. */
  resolve(selection: Selection, nowMs: number): Selection {
    const startedAtMs = new Map<AnimationId, number>();
    let current = this.#reconcile(selection, nowMs);
    while (current.until !== undefined && Date.parse(current.until) <= nowMs) {
      startedAtMs.set(current.animation, Date.parse(current.since));
      current = this.#nextAfter(current, Date.parse(current.until));
      const earlierStartMs = startedAtMs.get(current.animation);
      // What comes back somewhere in the end is in no circle.
      if (earlierStartMs === undefined || this.#returnsToPrevious(current.animation)) continue;
      current = skipCycles(current, earlierStartMs, nowMs);
      startedAtMs.clear();
    }
    return current;
  }

  #nextAfter({ animation, previous }: Selection, endedMs: number): Selection {
    const next = this.#catalog.expiry(animation)?.next ?? PREVIOUS;
    if (next !== PREVIOUS) return this.start(next as AnimationId, 'driver', endedMs, previous);
    return previous ? this.#reconcile(previous, endedMs) : this.startDefault(endedMs);
  }

  /** What is not in the catalog any more gives way, and what has lost its ending there stays. */
  #reconcile(selection: Selection, nowMs: number): Selection {
    if (!this.#catalog.get(selection.animation)) return this.startDefault(nowMs);
    if (selection.until === undefined || this.#catalog.expiry(selection.animation)) return selection;
    const { until: _until, previous: _previous, ...lasting } = selection;
    return lasting;
  }
}

/**
 * What `animation` comes back to if it is played over `showing`. Nothing waits twice to come back: what is played again
 * begins again where it was, and what was played in its midst is forgotten. So however often a bell rings, the tree finds
 * its way back.
 */
export function selectionToReturnTo(animation: AnimationId, current: Selection): Selection | undefined {
  const layers: Selection[] = [];
  for (let layer: Selection | undefined = current; layer; layer = layer.previous) layers.push(layer);
  const earlierLayer = layers.findLast((layer) => layer.animation === animation);
  if (earlierLayer) return earlierLayer.previous;
  return layers.length < MAX_NESTED_SELECTIONS ? current : current.previous;
}

/** Scenes that follow each other in a circle may have gone around often: all whole rounds are left out at once. */
function skipCycles(selection: Selection, cycleStartMs: number, nowMs: number): Selection {
  const sinceMs = Date.parse(selection.since);
  const cycleMs = sinceMs - cycleStartMs;
  return cycleMs > 0 ? shiftTimes(selection, Math.floor((nowMs - sinceMs) / cycleMs) * cycleMs) : selection;
}
