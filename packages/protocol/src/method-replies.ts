import type { CatalogEntry, MethodName, PlaybackState, Position, ReplyOf } from './method-signatures.ts';
import * as s from './varlink-types.ts';

const MAX_MILLIAMPS = 1_000_000;
const MAX_PIXELS_IN_STATE = 10_000;
const MAX_FRAMES_PER_SECOND = 1_000;

export const catalogEntryType: s.StructType<CatalogEntry> = s.structType('Entry', {
  id: s.anyAnimationIdType,
  title: s.stringType,
  kind: s.enumType('animation', 'scene'),
  description: s.stringType,
});

export const playbackStateType: s.StructType<PlaybackState> = s.structType('State', {
  animation: s.anyAnimationIdType,
  title: s.stringType,
  since: s.stringType,
  chosenBy: s.enumType('remote', 'local', 'driver'),
  until: s.optionalType(s.stringType),
  next: s.optionalType(s.anyAnimationIdType),
  brightness: s.intType(0, 100),
  sceneBrightness: s.optionalType(s.intType(1, 100)),
  limited: s.boolType,
  estimatedMa: s.intType(0, MAX_MILLIAMPS),
  budgetMa: s.intType(0, MAX_MILLIAMPS),
  pixels: s.intType(1, MAX_PIXELS_IN_STATE),
  framesPerSecond: s.intType(1, MAX_FRAMES_PER_SECOND),
  output: s.enumType('simulator', 'ws281x'),
});

export const positionType: s.StructType<Position> = s.structType('Position', {
  x: s.floatType,
  y: s.floatType,
  z: s.floatType,
});

/** The fields of every method's reply: for clients, which parse them, and for the interface description. */
export const REPLY_FIELDS: { readonly [M in MethodName]: s.VarlinkFields<ReplyOf<M>> } = {
  Play: { state: playbackStateType },
  List: { entries: s.arrayType(catalogEntryType) },
  Status: { state: playbackStateType },
  Watch: { state: playbackStateType },
  SetBrightness: { state: playbackStateType },
  Strip: { positions: s.arrayType(positionType) },
  Frames: {
    number: s.intType(0, Number.MAX_SAFE_INTEGER),
    animation: s.anyAnimationIdType,
    rgb: s.stringType,
  },
  Reload: { changed: s.arrayType(s.stringType) },
};
