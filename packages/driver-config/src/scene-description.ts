import { ANIMATIONS, PALETTES } from '@garland/animations';
import { durationInWords } from './duration.ts';
import { PREVIOUS, type Scene } from './scenes.ts';

/** What a scene shows, in one sentence: "Candle in Gold at 40 % brightness, for 45 minutes, then off." */
export function describeScene({ animation, palette, speed, brightness, ending }: Scene): string {
  const look = [
    ANIMATIONS[animation].title,
    ...(palette === undefined ? [] : [`in ${PALETTES[palette].title}`]),
    ...(speed === 1 ? [] : [`at ${speed} times its speed`]),
    ...(brightness === 100 ? [] : [`at ${brightness} % brightness`]),
  ].join(' ');
  if (!ending) return `${look}.`;
  const next = ending.follows === PREVIOUS ? 'what showed before' : ending.follows;
  return `${look}, for ${durationInWords(ending.afterMs)}, then ${next}.`;
}
