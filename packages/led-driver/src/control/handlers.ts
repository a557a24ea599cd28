import type { Strip } from '@garland/animations';
import { CallError, type ReplyOf, type Role } from '@garland/protocol';
import type { Catalog } from '../catalog.ts';
import type { Engine } from '../engine/engine.ts';
import type { SelectionStore } from '../engine/selection-store.ts';
import type { Log } from '../log.ts';
import type { FrameFeed } from '../render/frame-feed.ts';
import type { Handlers } from './dispatch.ts';

/** Reads the configuration again, for a connection or for SIGHUP. */
export type ReloadConfig = (requestedBy: Role | 'signal') => ReplyOf<'Reload'>;

export interface HandlerParts {
  readonly engine: Engine;
  readonly selections: SelectionStore;
  readonly catalog: Catalog;
  readonly strip: Strip;
  readonly frames: FrameFeed;
  readonly reload: ReloadConfig;
  readonly log: Log;
}

/** One handler for each method. */
export function createHandlers(parts: HandlerParts): Handlers {
  const { engine, selections, catalog, strip, frames, reload, log } = parts;
  return {
    Play({ id, requestId }, role) {
      const record = requestId === undefined ? { role, id } : { role, id, requestId };
      if (!catalog.findAllowed(role, id)) {
        log('play_rejected', { ...record, reason: 'unknown_animation' });
        throw new CallError('io.garland.Driver.UnknownAnimation', { id });
      }
      selections.play(id, role);
      log('play', record);
      return engine.persistedState(role);
    },
    List: (_, role) => ({ entries: catalog.entries(role) }),
    Status: () => ({ state: engine.state() }),
    Watch: () => (emit) => {
      emit({ state: engine.state() });
      return engine.onState(() => emit({ state: engine.state() }));
    },
    SetBrightness({ percent }, role) {
      selections.setBrightness(percent);
      log('brightness_set', { role, percent });
      return engine.persistedState(role);
    },
    Strip: () => ({
      positions: Array.from({ length: strip.count }, (_, i) => ({
        x: strip.x[i]!,
        y: strip.y[i]!,
        z: strip.z[i]!,
      })),
    }),
    Frames: () => (emit) => frames.subscribe(emit),
    Reload: (_, role) => reload(role),
  };
}
