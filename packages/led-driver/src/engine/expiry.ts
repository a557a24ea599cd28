import type { BuiltInId } from '@garland/animations';
import { PREVIOUS } from '@garland/driver-config';
import type { AnimationId } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import { type Selection, shiftTimes, toTimestamp } from './selection.ts';

/** Shows when there is nothing else to show, and counts as the selection before the first one. */
export const OFF_ID = 'off' satisfies BuiltInId as string as AnimationId;

/** Scenes can be played over scenes that return; a deeper nesting is not worth remembering. */
const MAX_NESTED_SELECTIONS = 8;

/**
 * Resolves which selection follows which: scenes, their durations and their `then`, as a pure function of time. The
 * selection after a restart is found in the same way as the next one.
 */
export class ExpiryResolver {
  readonly #catalog: Pick<Catalog, 'get' | 'expiry'>;
  readonly #defaultAnimation: () => AnimationId;

  /** @param otherwise shows in place of an ID that the catalog no longer has */
  constructor(catalog: Pick<Catalog, 'get' | 'expiry'>, otherwise: () => AnimationId) {
    this.#catalog = catalog;
    this.#defaultAnimation = otherwise;
  }

  /** The selection of an ID from `sinceMs` on, in place of `replaced`. */
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

  /** The driver's own selection, where nothing follows. */
  startDefault(sinceMs: number): Selection {
    const off = { animation: OFF_ID, since: toTimestamp(sinceMs), chosenBy: 'driver' } as const;
    return this.start(this.#defaultAnimation(), 'driver', sinceMs, off);
  }

  /** Whether it, or a later one in its chain, returns to the selection before it. */
  #returnsToPrevious(animation: AnimationId): boolean {
    const seen = new Set<string>();
    let id: string = animation;
    while (id !== PREVIOUS && !seen.has(id)) {
      seen.add(id);
      id = this.#catalog.expiry(id as AnimationId)?.next ?? id;
    }
    return id === PREVIOUS;
  }

  /** The selection at `nowMs`, if none is made until then: the same object if it is still on. */
  resolve(selection: Selection, nowMs: number): Selection {
    const startedAtMs = new Map<AnimationId, number>();
    let current = this.#reconcile(selection, nowMs);
    while (current.until !== undefined && Date.parse(current.until) <= nowMs) {
      startedAtMs.set(current.animation, Date.parse(current.since));
      current = this.#nextAfter(current, Date.parse(current.until));
      const earlierStartMs = startedAtMs.get(current.animation);
      // A chain that returns in the end is not a cycle.
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

  /** A selection that is no longer in the catalog is replaced; one that no longer expires there stays. */
  #reconcile(selection: Selection, nowMs: number): Selection {
    if (!this.#catalog.get(selection.animation)) return this.startDefault(nowMs);
    if (selection.until === undefined || this.#catalog.expiry(selection.animation)) return selection;
    const { until: _until, previous: _previous, ...lasting } = selection;
    return lasting;
  }
}

/**
 * The selection that `animation` returns to if it is played over `current`. An animation is never in the chain twice: played
 * again, it takes its earlier place, and those played over it are dropped. So however often a bell rings, the tree returns.
 */
export function selectionToReturnTo(animation: AnimationId, current: Selection): Selection | undefined {
  const layers: Selection[] = [];
  for (let layer: Selection | undefined = current; layer; layer = layer.previous) layers.push(layer);
  const earlierLayer = layers.findLast((layer) => layer.animation === animation);
  if (earlierLayer) return earlierLayer.previous;
  return layers.length < MAX_NESTED_SELECTIONS ? current : current.previous;
}

/** Scenes that follow each other in a cycle can have gone around often: skips all whole rounds at once. */
function skipCycles(selection: Selection, cycleStartMs: number, nowMs: number): Selection {
  const sinceMs = Date.parse(selection.since);
  const cycleMs = sinceMs - cycleStartMs;
  return cycleMs > 0 ? shiftTimes(selection, Math.floor((nowMs - sinceMs) / cycleMs) * cycleMs) : selection;
}
