import type { TestContext } from 'node:test';
import { helixStrip } from '@garland/animations';
import type { ColorOrder, LightConfig, PowerConfig, Scene } from '@garland/driver-config';
import type { PlaybackState, Role } from '@garland/protocol';
import { Catalog } from '../src/catalog.ts';
import { Engine } from '../src/engine/engine.ts';
import { SelectionStore } from '../src/engine/selection-store.ts';
import { StateFile } from '../src/engine/state-file.ts';
import { Simulator } from '../src/output/simulator.ts';
import { Renderer } from '../src/render/renderer.ts';
import { id, LIGHT, POWER, recordingLog, scenesOf, temporaryFolder } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';

export interface EngineOptions {
  readonly pixels?: number;
  readonly light?: Partial<LightConfig>;
  readonly power?: Partial<PowerConfig>;
  readonly color_order?: ColorOrder;
  readonly scenes?: Readonly<Record<string, Partial<Scene>>>;
  /** The time that it lives in, if not one of its own. */
  readonly clock?: FakeClock;
  /** Where a former engine kept its state. */
  readonly folder?: string;
  /** Keeps no state: for tests that command thousands of engines. */
  readonly isStateless?: boolean;
  /** Of a driver that had others before it. */
  readonly startedMs?: number;
}

const NO_STATE_FILE = { restore: () => undefined, save: () => {}, persist: () => Promise.resolve() };

export interface EngineKit {
  readonly engine: Engine;
  readonly selections: SelectionStore;
  readonly renderer: Renderer;
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly catalog: Catalog;
  readonly store: StateFile;
  readonly log: ReturnType<typeof recordingLog>;
  readonly folder: string;
  play(name: string, role?: Role): PlaybackState;
  setBrightness(percent: number): PlaybackState;
}

/** An engine on a simulated strip, in time that the test makes pass. It has not been started. */
export function engineKit(t: TestContext, options: EngineOptions = {}): EngineKit {
  const { pixels = 20, light = {}, power = {}, color_order = 'grb' } = options;
  const { scenes = {}, isStateless = false, startedMs = Number.NEGATIVE_INFINITY } = options;
  const folder = options.folder ?? (isStateless ? '/nowhere' : temporaryFolder(t));
  const { clock = new FakeClock() } = options;
  const log = recordingLog();
  const simulator = new Simulator({ pixels, color_order, frequency_khz: 800 });
  const catalog = new Catalog([], scenesOf(scenes));
  const paths = { runtime_dir: `${folder}/run`, state_dir: `${folder}/state` };
  const store = new StateFile(paths, clock, log.log);
  const stateFile = isStateless ? NO_STATE_FILE : store;
  const [lightConfig, powerConfig] = [
    { ...LIGHT, ...light },
    { ...POWER, ...power },
  ];
  const strip = helixStrip({ pixels });
  const selections = new SelectionStore({ catalog, stateFile, clock, log: log.log }, lightConfig);
  const renderer = new Renderer({ strip, output: simulator, startedMs }, lightConfig, powerConfig);
  const parts = { strip, catalog, output: simulator, renderer, selections, clock, log: log.log, seed: 1 };
  const engine = new Engine({ ...parts, startedMs }, lightConfig, powerConfig);
  return {
    ...{ engine, selections, renderer, clock, simulator, catalog, store, log, folder },
    play(name, role = 'local') {
      selections.play(id(name), role);
      return engine.state();
    },
    setBrightness(percent) {
      selections.setBrightness(percent);
      return engine.state();
    },
  };
}
