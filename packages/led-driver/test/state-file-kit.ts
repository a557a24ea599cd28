import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseStoredSelection, type StoredSelection } from '../src/engine/selection.ts';
import { StateFile } from '../src/engine/state-file.ts';
import { id, recordingLog } from './driver-fixtures.ts';
import { FakeClock } from './fake-clock.ts';

export const SELECTION: StoredSelection = {
  animation: id('snow'),
  brightness: 40,
  since: '2025-12-24T18:00:00.000Z',
  chosenBy: 'remote',
};

export const OLDER_SELECTION: StoredSelection = { ...SELECTION, animation: id('fire') };

interface StateFileKit {
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof recordingLog>;
  readonly store: StateFile;
  readonly runtimeFile: string;
  readonly diskFile: string;
  restore(): StoredSelection | undefined;
}

export function stateFileIn(folder: string): StateFileKit {
  const clock = new FakeClock();
  const log = recordingLog();
  const store = new StateFile(
    { runtime_dir: join(folder, 'run'), state_dir: join(folder, 'state') },
    clock,
    log.log,
  );
  const runtimeFile = join(folder, 'run/state.json');
  const diskFile = join(folder, 'state/state.json');
  return { clock, log, store, runtimeFile, diskFile, restore: () => store.restore() };
}

export function writeFileAt(file: string, text: string): void {
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
}

export function readSelection(file: string): StoredSelection | undefined {
  return existsSync(file) ? parseStoredSelection(readFileSync(file, 'utf8')) : undefined;
}
