import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { FrameFeed, type FrameReply } from '../src/render/frame-feed.ts';
import { replaceAnimation, solidAnimation } from './driver-fixtures.ts';
import { type EngineKit, engineKit } from './engine-kit.ts';

function feedOf({ renderer, selections, simulator, clock }: EngineKit): FrameFeed {
  return new FrameFeed(renderer, () => selections.current.animation, simulator.pixels.length, clock);
}

function feedKit(t: TestContext, framesPerSecond = 60) {
  const kit = engineKit(t, {
    isStateless: true,
    pixels: 4,
    light: { animation: 'rainbow', frames_per_second: framesPerSecond },
  });
  const feed = feedOf(kit);
  const shown = (): string =>
    Buffer.from(
      [...kit.simulator.shown].flatMap((word) => [word >> 16, (word >> 8) & 255, word & 255]),
    ).toString('base64');
  kit.engine.start();
  return { ...kit, feed, shown };
}

test('a watcher gets at most sixty frames a second, and all of them from a slower tree', (t) => {
  for (const [framesPerSecond, least, most] of [
    [60, 57, 62],
    [400, 57, 62],
    [10, 10, 12],
  ] as const) {
    const { feed, clock } = feedKit(t, framesPerSecond);
    const replies: FrameReply[] = [];
    feed.subscribe((reply) => replies.push(reply));
    clock.advance(1_000);
    assert.ok(replies.length >= least && replies.length <= most, `${replies.length} at ${framesPerSecond}`);
  }
});

test('each frame is what the strip shows at that moment, and their numbers rise', (t) => {
  const { feed, clock, shown } = feedKit(t);
  let last = -1;
  feed.subscribe(({ number, rgb, animation }) => {
    assert.ok(number > last);
    last = number;
    assert.equal(rgb, shown());
    assert.equal(animation, 'rainbow');
  });
  clock.advance(2_000);
  assert.ok(last > 100);
});

test('the frame in which a picture comes to rest is never the one left out', (t) => {
  const { feed, clock, shown, play } = feedKit(t);
  let newest: FrameReply | undefined;
  feed.subscribe((reply) => {
    newest = reply;
  });
  for (const name of ['off', 'warm_white', 'off'] as const) {
    play(name);
    clock.advance(5_000);
    assert.equal(newest?.rgb, shown());
  }
  assert.equal(clock.pending, 0);
});

test('on a strip with white LEDs the preview colours include their light', (t) => {
  replaceAnimation(t, 'warm_white', solidAnimation(65_535, 65_535, 32_768));
  const light = { animation: 'warm_white', color_correction: 'smd5050', gamma: 1 } as const;
  const kit = engineKit(t, { isStateless: true, pixels: 2, color_order: 'grbw', light });
  const feed = feedOf(kit);
  kit.engine.start();
  kit.clock.advance(5_000);
  feed.subscribe(({ rgb }) => {
    const [red = 0, green = 0, blue = 0] = Buffer.from(rgb, 'base64');
    assert.ok(kit.simulator.shown[0]! > 0x70ffffff, 'most of it is white');
    assert.ok(red >= 253 && green >= 253 && Math.abs(blue - 128) <= 2, `${red} ${green} ${blue}`);
  });
});

test('it costs nothing without subscribers, and after the last one has left', (t) => {
  const { feed, clock, renderer } = feedKit(t);
  const subscribe = t.mock.method(renderer, 'onFrame');
  assert.equal(subscribe.mock.callCount(), 0);
  let replies = 0;
  const ends = [1, 2].map(() => feed.subscribe(() => replies++));
  assert.equal(subscribe.mock.callCount(), 1);
  clock.advance(100);
  for (const end of ends) {
    end();
    end();
  }
  const before = replies;
  clock.advance(1_000);
  assert.equal(replies, before);
  assert.equal(clock.pending, 1, 'the render loop’s own timer');
});
