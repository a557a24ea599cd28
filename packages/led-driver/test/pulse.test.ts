import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pulse } from '../src/engine/pulse.ts';
import { engineKit } from './engine-kit.ts';

/** A pulse that is felt at what a test makes of output and engine. */
function felt(): {
  output: { framesShown: number; idle: boolean };
  engine: { playing: boolean };
  pulse: Pulse;
} {
  const output = { framesShown: 0, idle: true };
  const engine = { playing: true };
  const pulse = new Pulse(output, engine);
  pulse.beats();
  return { output, engine, pulse };
}

test('a picture that moves is alive as long as frames get through', () => {
  const { output, pulse } = felt();
  output.framesShown = 1;
  assert.equal(pulse.beats(), true);
  assert.equal(pulse.beats(), false);
  // The count starts anew after 2³² frames.
  output.framesShown = 0;
  assert.equal(pulse.beats(), true);
});

test('a picture that stands still is alive without frames, unless the last one hangs', () => {
  const { output, engine, pulse } = felt();
  engine.playing = false;
  for (let i = 0; i < 3; i++) assert.equal(pulse.beats(), true);
  output.idle = false;
  assert.equal(pulse.beats(), true);
  for (let i = 0; i < 3; i++) assert.equal(pulse.beats(), false);
});

test('a picture that has only just begun to move is no hang yet, and one the next time', () => {
  const { engine, pulse } = felt();
  engine.playing = false;
  pulse.beats();
  engine.playing = true;
  assert.equal(pulse.beats(), true);
  for (let i = 0; i < 3; i++) assert.equal(pulse.beats(), false);
});

test('the engine plays while the picture moves, and no longer', (t) => {
  const { engine, clock, simulator, play } = engineKit(t);
  const pulse = new Pulse(simulator, engine);
  engine.start();
  clock.advance(5_000);
  assert.equal(engine.playing, false);
  assert.equal(pulse.beats(), true);
  assert.equal(pulse.beats(), true);
  play('rainbow');
  assert.equal(pulse.beats(), true);
  clock.advance(1_000);
  assert.equal(engine.playing, true);
  assert.equal(pulse.beats(), true);
  assert.equal(pulse.beats(), false);
});
