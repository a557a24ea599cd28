import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ANIMATIONS, BUILT_IN_IDS, createFrame, helixStrip, PALETTES } from '@garland/animations';
import { PhotoRenderer } from '../../src/core/photo/photo-renderer.ts';
import { findBestClip } from '../../src/film/clip.ts';
import { type FilmJob, frameRenderer, renderGif } from '../../src/film/render-gif.ts';
import { decodeGif } from '../decode-gif.ts';

describe('a rendered GIF', () => {
  const strip = helixStrip({ pixels: 40 });
  const jobFor = (id: 'candy_cane' | 'fireworks' | 'warm_white'): FilmJob => {
    const { palette, prepare, isStill } = ANIMATIONS[id];
    const paint = prepare({ strip, palette: PALETTES[palette], seed: 1 });
    const clip = findBestClip({ paint, pixels: 40, isStill }, 100, 2);
    return { renderer: new PhotoRenderer(strip, 50, 70), ...clip, frameMs: 100 };
  };

  it('shows what was rendered', () => {
    for (const id of ['candy_cane', 'fireworks', 'warm_white'] as const) {
      const job = jobFor(id);
      const { frames } = decodeGif(renderGif(job));
      const renderFrame = frameRenderer(job);
      assert.equal(frames.length, job.frameCount);
      frames.forEach((frame, i) => {
        const rendered = renderFrame(i);
        let error = 0;
        for (let at = 0; at < frame.length; at++) error += Math.abs(frame[at]! - rendered[at]!);
        assert.ok(error < 8 * frame.length, `${id}, frame ${i}: ${error / frame.length} of 255 on average`);
      });
    }
  });

  it('is the same each time, and reports its progress', () => {
    const progress: number[] = [];
    const gif = renderGif(jobFor('candy_cane'), (framesDone) => progress.push(framesDone));
    assert.deepEqual(renderGif(jobFor('candy_cane')), gif);
    assert.deepEqual(
      progress.filter((framesDone) => framesDone > 0),
      Array.from({ length: 20 }, (_, i) => i + 1),
    );
  });
});

describe('the best clip of any animation', () => {
  it('has hardly more change at its seam than between its other frames', () => {
    const strip = helixStrip({ pixels: 60 });
    for (const id of BUILT_IN_IDS) {
      const { palette, isStill, speed, prepare } = ANIMATIONS[id];
      const painter = prepare({ strip, palette: PALETTES[palette], seed: 1 });
      const { paint, frameCount } = findBestClip(
        { paint: (timeS, frame) => painter(timeS * speed, frame), pixels: 60, isStill },
        80,
      );
      const frames = Array.from({ length: frameCount }, (_, i) => {
        const frame = createFrame(60);
        paint(i * 0.08, frame);
        return frame;
      });
      const steps = frames.map((frame, i) => apart(frame, frames[(i + 1) % frameCount]!));
      const seam = steps.pop()!;
      const widest = Math.max(...steps);
      assert.ok(isStill ? frameCount === 1 : seam <= 1.2 * widest, `${id}: ${seam}, elsewhere ${widest}`);
    }
  });
});

function apart(one: Uint16Array, other: Uint16Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += Math.abs(one[i]! - other[i]!);
  return sum / one.length;
}
