import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LivenessProbe } from '../src/render/liveness-probe.ts';
import { engineKit } from './engine-kit.ts';

/** A pulse that is felt at what a test makes of output and engine. */
function probeKit(): {
  output: { framesShown: number; isIdle: boolean };
  engine: { isRendering: boolean };
  pulse: LivenessProbe;
} {
  const output = { framesShown: 0, isIdle: true };
  const engine = { isRendering: true };
  const pulse = new LivenessProbe(output, engine);
  pulse.check();
  return { output, engine, pulse };
}

test('a picture that moves is alive as long as frames get through', () => {
  const { output, pulse } = probeKit();
  output.framesShown = 1;
  assert.equal(pulse.check(), true);
  assert.equal(pulse.check(), false);
  // The count starts anew after 2³² frames.
  output.framesShown = 0;
  assert.equal(pulse.check(), true);
});

test('a still picture is alive without frames, unless the last one hangs', () => {
  const { output, engine, pulse } = probeKit();
  engine.isRendering = false;
  for (let i = 0; i < 3; i++) assert.equal(pulse.check(), true);
  output.isIdle = false;
  assert.equal(pulse.check(), true);
  for (let i = 0; i < 3; i++) assert.equal(pulse.check(), false);
});

test('a picture that has just begun to move is not stuck at the first check, but at the next', () => {
  const { engine, pulse } = probeKit();
  engine.isRendering = false;
  pulse.check();
  engine.isRendering = true;
  assert.equal(pulse.check(), true);
  for (let i = 0; i < 3; i++) assert.equal(pulse.check(), false);
});

test('the engine plays while the picture moves, and no longer', (t) => {
  const { engine, clock, simulator, play } = engineKit(t);
  const pulse = new LivenessProbe(simulator, engine);
  engine.start();
  clock.advance(5_000);
  assert.equal(engine.isRendering, false);
  assert.equal(pulse.check(), true);
  assert.equal(pulse.check(), true);
  play('rainbow');
  assert.equal(pulse.check(), true);
  clock.advance(1_000);
  assert.equal(engine.isRendering, true);
  assert.equal(pulse.check(), true);
  assert.equal(pulse.check(), false);
});
