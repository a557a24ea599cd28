import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChangeThrottle, MIN_CHANGE_INTERVAL_MS } from '../src/render/change-throttle.ts';
import { Crossfader } from '../src/render/crossfader.ts';
import { command, runCommands } from './command-kit.ts';
import { type EngineKit, engineKit } from './engine-kit.ts';

test('at most two changes take effect in any second, and the last selection always does', (t) => {
  const changesMs: number[] = [];
  const { fadeTo } = Crossfader.prototype;
  let kit: EngineKit;
  t.mock.method(
    Crossfader.prototype,
    'fadeTo',
    function recorded(this: Crossfader, ...args: Parameters<typeof fadeTo>) {
      changesMs.push(kit.clock.nowMs());
      fadeTo.apply(this, args);
    },
  );
  fc.assert(
    fc.property(fc.array(command, { minLength: 5, maxLength: 30 }), (commands) => {
      changesMs.length = 0;
      kit = engineKit(t, { isStateless: true, pixels: 3, light: { crossfade_ms: 0 } });
      runCommands(kit, commands);
      for (const [i, ms] of changesMs.entries()) {
        const third = changesMs[i + 2];
        assert.ok(third === undefined || third - ms >= 1000);
      }
      const last = commands.findLast((step) => 'play' in step);
      if (last) assert.equal(kit.engine.state().animation, last.play);
    }),
    { numRuns: 50 },
  );
});

test('the throttle permits the first change at once, and each further one after its interval', () => {
  const throttle = new ChangeThrottle();
  assert.equal(throttle.tryAcquire(0), true);
  assert.equal(throttle.tryAcquire(1), false);
  assert.equal(throttle.tryAcquire(MIN_CHANGE_INTERVAL_MS - 1), false);
  assert.equal(throttle.tryAcquire(MIN_CHANGE_INTERVAL_MS), true);
  assert.equal(throttle.tryAcquire(MIN_CHANGE_INTERVAL_MS + 1), false);
});

test('the throttle permits nothing before its start, and the first change then', () => {
  const throttle = new ChangeThrottle(1_000);
  assert.equal(throttle.tryAcquire(999), false);
  assert.equal(throttle.tryAcquire(1_000), true);
  assert.equal(throttle.tryAcquire(1_499), false);
});
