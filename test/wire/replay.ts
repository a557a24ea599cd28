import { ANIMATIONS, type BuiltInId, createFrame, PALETTES, type Painter } from '@garland/animations';
import { type DriverConfig, geometryOf, hasWhiteLed } from '@garland/driver-config';
import { Pipeline } from '@garland/led-driver/output/pipeline/pipeline';
import { NOBODY, SEED, type Tick } from './programs/record-ticks.ts';

interface Playing {
  readonly paint: Painter;
  readonly speed: number;
  timeS: number;
}

/** What the strip must show for these ticks: the animations' own functions, taken through the pipeline. */
export function replay(ticks: readonly Tick[], { strip, output, light, power }: DriverConfig): Uint32Array[] {
  const words = new Uint32Array(strip.pixels);
  const taker = { pixels: words, hasWhite: hasWhiteLed(output), maskedPixels: 0 };
  const pipeline = new Pipeline(taker, light, power);
  const frame = createFrame(strip.pixels);
  const players: Playing[] = [];
  return ticks.map(({ player, id, dtS, brightness, motion }) => {
    if (player !== NOBODY) {
      players[player] ??= begin(id as BuiltInId, strip);
      const playing = players[player];
      playing.timeS += dtS * playing.speed;
      playing.paint(playing.timeS, frame);
    }
    pipeline.run(frame, brightness, dtS, motion);
    return words.slice();
  });
}

function begin(id: BuiltInId, strip: DriverConfig['strip']): Playing {
  const { speed, palette, prepare } = ANIMATIONS[id];
  const today = new Date();
  const date = { year: today.getFullYear(), month: today.getMonth() + 1, day: today.getDate() };
  const stage = { strip: geometryOf(strip).strip, palette: PALETTES[palette], seed: SEED, date };
  return { paint: prepare(stage), speed, timeS: 0 };
}
