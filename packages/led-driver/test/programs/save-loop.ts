import { systemClock } from '../../src/clock.ts';
import { StateFile } from '../../src/engine/state-file.ts';
import { id } from '../driver-fixtures.ts';

/** A process that does nothing but save, until it is killed. Says when it has begun. */
const [folder = ''] = process.argv.slice(2);
const store = new StateFile(
  { runtime_dir: `${folder}/run`, state_dir: `${folder}/state` },
  systemClock,
  () => {},
);

for (let i = 0; ; i++) {
  store.save({
    animation: id(i % 2 ? 'off' : 'warm_white'),
    brightness: i % 101,
    since: '2025-12-24T18:00:00.000Z',
    chosenBy: 'local',
  });
  if (i === 10) process.stdout.write('saving\n');
}
