import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUILT_IN_IDS } from '@garland/animations';
import { FULL, replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { type EngineKit, engineKit } from './engine-kit.ts';

test('a picture over the budget is dimmed, and the state says so until a second after', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  const { setBrightness, engine, clock, log, play } = engineKit(t, {
    power: { budget_ma: 400 },
    light: { animation: 'rainbow', brightness: 30 },
  });
  engine.start();
  clock.advance(3_000);
  assert.equal(engine.state().limited, false);
  play('fire');
  setBrightness(100);
  clock.advance(3_000);
  assert.equal(engine.state().limited, true);
  assert.ok(engine.state().estimatedMa <= 400);
  setBrightness(10);
  clock.advance(900);
  assert.equal(engine.state().limited, true);
  clock.advance(1_000);
  assert.equal(engine.state().limited, false);
  assert.deepEqual(
    log.of('power_limited').map(({ limited }) => limited),
    [true, false],
  );
});

test('a picture that swings around the budget does not make the state flutter', (t) => {
  replaceAnimation(t, 'fire', {
    isStill: false,
    prepare: () => (timeS, frame) => frame.fill(Math.sin(timeS * 20) > 0 ? FULL : 1000) as never,
  });
  const { engine, clock, log, play } = engineKit(t, {
    power: { budget_ma: 400 },
    light: { animation: 'off' },
  });
  play('fire');
  clock.advance(20_000);
  assert.equal(engine.state().limited, true);
  assert.equal(log.of('power_limited').length, 1);
});

test('a still picture within the budget is not limited, even if the one before was', (t) => {
  replaceAnimation(t, 'fire', solidAnimation(FULL, FULL, FULL));
  for (const crossfade_ms of [0, 800]) {
    const { engine, clock, play } = engineKit(t, {
      power: { budget_ma: 400 },
      light: { crossfade_ms, animation: 'fire' },
    });
    engine.start();
    clock.advance(10_000);
    assert.equal(engine.state().limited, true);
    play('off');
    clock.advance(10_000);
    assert.equal(engine.state().limited, false);
    assert.equal(engine.state().estimatedMa, 20);
  }
});

/** The mean relative variation within a second. */
function pumping(course: readonly number[], framesPerSecond: number): number {
  const ripples = course.slice(framesPerSecond).map((_, i) => {
    const second = course.slice(i, i + framesPerSecond);
    return Math.max(...second) / Math.min(...second) - 1;
  });
  return ripples.reduce((sum, ripple) => sum + ripple, 0) / ripples.length;
}

test('a twinkling picture over the budget is dimmed evenly: its constant pixels do not pump', (t) => {
  // The first pixel is constant; the others flare up now and then, each at its own time.
  replaceAnimation(t, 'twinkle', {
    isStill: false,
    speed: 1,
    prepare: () => (timeS, frame) => {
      for (let i = 0; i < frame.length; i++) {
        const flare = Math.sin(timeS * (0.7 + (i % 7) / 10) * 4 + i * i) ** 20;
        frame[i] = i < 3 ? FULL : 20_000 + 45_000 * flare;
      }
    },
  });
  const observe = (budget_ma: number, look: (kit: EngineKit) => number): number[] => {
    const kit = engineKit(t, { pixels: 60, power: { budget_ma } });
    kit.engine.start();
    kit.play('twinkle');
    kit.clock.advance(30_000);
    return Array.from({ length: 1_500 }, () => {
      kit.clock.advance(20);
      return look(kit);
    });
  };
  const currents = observe(100_000, ({ engine }) => engine.state().estimatedMa);
  assert.ok(pumping(currents, 50) > 0.15, 'the control: an instant limit would have to follow these');
  const steady = observe(400, ({ simulator }) => (simulator.shown[0]! >> 8) & 255);
  assert.ok(Math.max(...steady) < 150, 'it is limited');
  assert.ok(pumping(steady, 50) < 0.015, `${pumping(steady, 50)}`);
});

test('a quieter picture after one that was limited is not held down: it has its own light with the crossfade', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  replaceAnimation(t, 'snow', { ...solidAnimation(FULL, 0, 0), isStill: false });
  for (const crossfade_ms of [0, 800]) {
    const { clock, simulator, play } = engineKit(t, { power: { budget_ma: 400 }, light: { crossfade_ms } });
    play('fire');
    clock.advance(10_000);
    assert.ok(simulator.shown[0]! < 0xffffff);
    play('snow');
    clock.advance(1_000);
    assert.equal(simulator.shown[0], 0xff0000);
  }
});

test('brightness acts on a limited picture too, and a lower one ends the limit', (t) => {
  replaceAnimation(t, 'fire', { ...solidAnimation(FULL, FULL, FULL), isStill: false });
  const { setBrightness, engine, clock, simulator, play } = engineKit(t, { power: { budget_ma: 400 } });
  play('fire');
  clock.advance(5_000);
  setBrightness(50);
  clock.advance(1_000);
  assert.equal(engine.state().limited, true);
  clock.advance(1_000);
  assert.equal(engine.state().limited, false);
  const green = (simulator.shown[0]! >> 8) & 255;
  assert.ok(Math.abs(green - 0.5 ** 2.2 * 255) <= 1, `${green}`);
});

test('the estimated current is within the budget and fits the model, for every animation', (t) => {
  const { engine, clock, play } = engineKit(t, { pixels: 200, power: { budget_ma: 1_000 } });
  for (const name of BUILT_IN_IDS) {
    play(name);
    clock.advance(1_500);
    const { estimatedMa, budgetMa } = engine.state();
    assert.ok(estimatedMa >= 200 && estimatedMa <= budgetMa, `${name}: ${estimatedMa}`);
  }
});
