import { ANIMATIONS, BUILT_IN_IDS } from '@garland/animations';
import type { AnimationId, Entry, Role } from '@garland/protocol';

/** All that this tree can play, and which part of it each role may. */
export class Catalog {
  readonly #entries: ReadonlyMap<AnimationId, Entry>;
  #remote: ReadonlySet<AnimationId> = new Set();

  constructor(remoteAllow: readonly string[]) {
    this.#entries = new Map(BUILT_IN_IDS.map((id) => [id as string as AnimationId, builtIn(id)]));
    this.allowRemote(remoteAllow);
  }

  /** Replaces the allowlist of the remote role. The IDs are in the catalog: the configuration was checked. */
  allowRemote(ids: readonly string[]): void {
    this.#remote = new Set(ids as readonly AnimationId[]);
  }

  /** What the role may play, in the catalog's order. */
  entries(role: Role): readonly Entry[] {
    const all = [...this.#entries.values()];
    return role === 'local' ? all : all.filter(({ id }) => this.#remote.has(id));
  }

  /** The entry, if the role may play it. */
  find(role: Role, id: AnimationId): Entry | undefined {
    return role === 'local' || this.#remote.has(id) ? this.#entries.get(id) : undefined;
  }

  /** The entry, whoever may play it. */
  get(id: AnimationId): Entry | undefined {
    return this.#entries.get(id);
  }
}

function builtIn(id: (typeof BUILT_IN_IDS)[number]): Entry {
  const { title, description } = ANIMATIONS[id];
  return { id: id as string as AnimationId, title, kind: 'animation', description };
}
