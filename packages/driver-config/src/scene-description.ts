import { ANIMATIONS, PALETTES } from '@garland/animations';
import { durationInWords } from './duration.ts';
import { PREVIOUS, type Scene } from './scene-fields.ts';

/** A scene in one sentence: "Candle in Gold at 40 % brightness, for 45 minutes, then off." */
export function describeScene({ animation, palette, speed, brightness, expiry }: Scene): string {
  const appearance = [
    ANIMATIONS[animation].title,
    ...(palette === undefined ? [] : [`in ${PALETTES[palette].title}`]),
    ...(speed === 1 ? [] : [`at ${speed} times its speed`]),
    ...(brightness === 100 ? [] : [`at ${brightness} % brightness`]),
  ].join(' ');
  if (!expiry) return `${appearance}.`;
  const next = expiry.next === PREVIOUS ? 'what showed before' : expiry.next;
  return `${appearance}, for ${durationInWords(expiry.afterMs)}, then ${next}.`;
}
