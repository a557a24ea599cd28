import type { TestContext } from 'node:test';
import { type BuiltInId, helixStrip } from '@garland/animations';
import type { ColorOrder, LightConfig, PowerConfig, Scene } from '@garland/driver-config';
import { Catalog } from '../src/catalog.ts';
import { Engine } from '../src/engine/engine.ts';
import { StateFile } from '../src/engine/state-file.ts';
import { Simulator } from '../src/output/simulator.ts';
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

const NO_STATE_FILE = { restore: () => undefined, save: () => {} };

export interface EngineKit {
  readonly engine: Engine;
  readonly clock: FakeClock;
  readonly simulator: Simulator;
  readonly catalog: Catalog;
  readonly store: StateFile;
  readonly log: ReturnType<typeof recordingLog>;
  readonly folder: string;
  play(name: BuiltInId): void;
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
  const memory = isStateless ? NO_STATE_FILE : store;
  const engine = new Engine(
    {
      strip: helixStrip({ pixels }),
      catalog,
      output: simulator,
      store: memory,
      clock,
      log: log.log,
      seed: 1,
      startedMs,
    },
    { ...LIGHT, ...light },
    { ...POWER, ...power },
  );
  const play = (name: BuiltInId): void => void engine.play(id(name), 'local');
  return { engine, clock, simulator, catalog, store, log, folder, play };
}
