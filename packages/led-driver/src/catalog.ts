import { ANIMATIONS, BUILT_IN_IDS, type BuiltInId, type PaletteName } from '@garland/animations';
import { describeScene, type Scene, type SceneExpiry } from '@garland/driver-config';
import type { AnimationId, CatalogEntry, Role } from '@garland/protocol';

/** The settings of an ID: a built-in animation, unchanged or as a scene sets it. */
export interface AnimationSettings {
  readonly animation: BuiltInId;
  /** Undefined: the animation's own. */
  readonly palette: PaletteName | undefined;
  /** A factor on the animation's own speed. */
  readonly speed: number;
  /** Percent of the brightness that is set for the tree. */
  readonly brightness: number;
}

interface CatalogItem {
  readonly entry: CatalogEntry;
  readonly settings: AnimationSettings;
  readonly expiry: SceneExpiry | undefined;
}

const BUILT_INS: readonly (readonly [AnimationId, CatalogItem])[] = BUILT_IN_IDS.map((id) => [
  id as string as AnimationId,
  builtInItem(id),
]);

/** Everything that this tree can play, and the part of it that each role can. */
export class Catalog {
  #items: ReadonlyMap<AnimationId, CatalogItem> = new Map(BUILT_INS);
  #remoteAllowlist: ReadonlySet<AnimationId> = new Set();

  constructor(remoteAllow: readonly string[], scenes: ReadonlyMap<string, Scene> = new Map()) {
    this.replaceScenes(scenes);
    this.replaceAllowlist(remoteAllow);
  }

  /** Replaces the scenes. The configuration was checked: their names are IDs, and none is that of an animation. */
  replaceScenes(scenes: ReadonlyMap<string, Scene>): void {
    this.#items = new Map([...BUILT_INS, ...[...scenes].map(([id, scene]) => sceneItem(id, scene))]);
  }

  /** Replaces the allowlist of the remote role. The IDs are in the catalog: the configuration was checked. */
  replaceAllowlist(ids: readonly string[]): void {
    this.#remoteAllowlist = new Set(ids as readonly AnimationId[]);
  }

  /** The IDs that the role can play: the animations, then the scenes in the order of the file. */
  entries(role: Role): readonly CatalogEntry[] {
    const all = [...this.#items.values()].map(({ entry }) => entry);
    return role === 'local' ? all : all.filter(({ id }) => this.#remoteAllowlist.has(id));
  }

  /** The entry, if the role can play it. */
  findAllowed(role: Role, id: AnimationId): CatalogEntry | undefined {
    return role === 'local' || this.#remoteAllowlist.has(id) ? this.get(id) : undefined;
  }

  /** The entry, for any role. */
  get(id: AnimationId): CatalogEntry | undefined {
    return this.#items.get(id)?.entry;
  }

  settings(id: AnimationId): AnimationSettings | undefined {
    return this.#items.get(id)?.settings;
  }

  /** When it ends by itself, and what follows; undefined if it does not end. */
  expiry(id: AnimationId): SceneExpiry | undefined {
    return this.#items.get(id)?.expiry;
  }
}

function builtInItem(animation: BuiltInId): CatalogItem {
  const { title, description } = ANIMATIONS[animation];
  return {
    entry: { id: animation as string as AnimationId, title, kind: 'animation', description },
    settings: { animation, palette: undefined, speed: 1, brightness: 100 },
    expiry: undefined,
  };
}

function sceneItem(name: string, scene: Scene): readonly [AnimationId, CatalogItem] {
  const id = name as AnimationId;
  const { title, animation, palette, speed, brightness, expiry } = scene;
  return [
    id,
    {
      entry: { id, title, kind: 'scene', description: describeScene(scene) },
      settings: { animation, palette, speed, brightness },
      expiry,
    },
  ];
}
