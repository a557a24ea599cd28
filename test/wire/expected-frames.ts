import { ANIMATIONS, type BuiltInId, createFrame, PALETTES, type Painter } from '@garland/animations';
import { type DriverConfig, geometryOf, hasWhiteLed } from '@garland/driver-config';
import { Pipeline } from '@garland/led-driver/render/pipeline/pipeline';
import { FIXED_SEED, NO_PLAYER, type Tick } from './programs/record-ticks.ts';

interface ReplayedPlayer {
  readonly paint: Painter;
  readonly speed: number;
  timeS: number;
}

/** What the strip must show for these ticks: the animations' own functions, taken through the pipeline. */
export function expectedFrames(
  ticks: readonly Tick[],
  { strip, output, light, power }: DriverConfig,
): Uint32Array[] {
  const words = new Uint32Array(strip.pixels);
  const taker = { pixels: words, hasWhite: hasWhiteLed(output), maskedPixels: 0 };
  const pipeline = new Pipeline(taker, light, power);
  const frame = createFrame(strip.pixels);
  const players: ReplayedPlayer[] = [];
  return ticks.map(({ player, id, dtS, brightness, motion }) => {
    if (player !== NO_PLAYER) {
      players[player] ??= startPlayer(id as BuiltInId, strip);
      const playing = players[player];
      playing.timeS += dtS * playing.speed;
      playing.paint(playing.timeS, frame);
    }
    pipeline.run(frame, brightness, dtS, motion);
    return words.slice();
  });
}

function startPlayer(id: BuiltInId, strip: DriverConfig['strip']): ReplayedPlayer {
  const { speed, palette, prepare } = ANIMATIONS[id];
  const today = new Date();
  const date = { year: today.getFullYear(), month: today.getMonth() + 1, day: today.getDate() };
  const stage = { strip: geometryOf(strip).strip, palette: PALETTES[palette], seed: FIXED_SEED, date };
  return { paint: prepare(stage), speed, timeS: 0 };
}
