import type { AnimationId } from './ids.ts';
import { ROLES, type Role } from './roles.ts';
import * as s from './varlink-types.ts';

export const DRIVER_INTERFACE = 'io.garland.Driver';

const MAX_MILLIAMPS = 1_000_000;
const MAX_PIXELS_IN_STATE = 10_000;
const MAX_FRAMES_PER_SECOND = 1_000;

export type EntryKind = 'animation' | 'scene';

/** Something that may be played. */
export interface CatalogEntry {
  readonly id: AnimationId;
  readonly title: string;
  readonly kind: EntryKind;
  readonly description: string;
}

/** What the tree shows, and why. */
export interface PlaybackState {
  readonly animation: AnimationId;
  readonly title: string;
  /** RFC 3339 in UTC: when it was chosen. */
  readonly since: string;
  /** The role of the connection that chose it, or the driver itself: at its first start, or when a time was up. */
  readonly chosenBy: Role | 'driver';
  /** RFC 3339 in UTC: when it ends by itself. Absent: it stays. */
  readonly until?: string;
  /** The ID of what follows then. */
  readonly next?: AnimationId;
  /** Percent, as somebody set it. */
  readonly brightness: number;
  /** Percent of that, if what shows is a scene that takes less than all. */
  readonly sceneBrightness?: number;
  /** The power limit dims the picture right now. */
  readonly limited: boolean;
  readonly estimatedMa: number;
  readonly budgetMa: number;
  readonly pixels: number;
  readonly framesPerSecond: number;
  readonly output: 'simulator' | 'ws281x';
}

/** Where a pixel is: z points up from the tree's foot, 1 is the radius of the tree's base. */
export interface Position {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

type NoFields = Record<never, never>;

/** Every method's parameters and reply. */
export interface MethodSignatures {
  Play: { parameters: { id: AnimationId; requestId?: string }; reply: { state: PlaybackState } };
  List: { parameters: NoFields; reply: { entries: readonly CatalogEntry[] } };
  Status: { parameters: NoFields; reply: { state: PlaybackState } };
  Watch: { parameters: NoFields; reply: { state: PlaybackState } };
  SetBrightness: { parameters: { percent: number }; reply: { state: PlaybackState } };
  Strip: { parameters: NoFields; reply: { positions: readonly Position[] } };
  Frames: { parameters: NoFields; reply: { number: number; animation: AnimationId; rgb: string } };
  Reload: { parameters: NoFields; reply: { changed: readonly string[] } };
}

export type MethodName = keyof MethodSignatures;
export type ParametersOf<M extends MethodName> = MethodSignatures[M]['parameters'];
export type ReplyOf<M extends MethodName> = MethodSignatures[M]['reply'];

export interface MethodSpec<M extends MethodName = MethodName> {
  /** One or two sentences for the interface description. */
  readonly summary: string;
  readonly roles: readonly Role[];
  /** `stream`: answers with any number of replies, and only to a call that asks for `more`. */
  readonly replyMode: 'once' | 'stream';
  readonly parameters: s.VarlinkFields<ParametersOf<M>>;
  readonly reply: s.VarlinkFields<ReplyOf<M>>;
}

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

const LOCAL_ONLY: readonly Role[] = ['local'];

/** Everything that can be said to the driver, and by whom. What is not in this table does not exist. */
export const METHODS: { readonly [M in MethodName]: MethodSpec<M> } = {
  Play: {
    summary:
      'Show an animation. Playing what shows already changes nothing, but that a scene with a duration gets all of it again.',
    roles: ROLES,
    replyMode: 'once',
    parameters: { id: s.animationIdType, requestId: s.optionalType(s.requestIdType) },
    reply: { state: playbackStateType },
  },
  List: {
    summary: 'What may be played through this socket.',
    roles: ROLES,
    replyMode: 'once',
    parameters: {},
    reply: { entries: s.arrayType(catalogEntryType) },
  },
  Status: {
    summary: 'What the tree shows now.',
    roles: ROLES,
    replyMode: 'once',
    parameters: {},
    reply: { state: playbackStateType },
  },
  Watch: {
    summary: 'The state now, and again after each change.',
    roles: ROLES,
    replyMode: 'stream',
    parameters: {},
    reply: { state: playbackStateType },
  },
  SetBrightness: {
    summary: 'Set the brightness in percent.',
    roles: LOCAL_ONLY,
    replyMode: 'once',
    parameters: { percent: s.intType(0, 100) },
    reply: { state: playbackStateType },
  },
  Strip: {
    summary: 'Where each pixel is, in strip order: z points up, 1 is the radius of the base of the tree.',
    roles: LOCAL_ONLY,
    replyMode: 'once',
    parameters: {},
    reply: { positions: s.arrayType(positionType) },
  },
  Frames: {
    summary: 'What the pixels look like: linear R, G and B bytes in base64. A slow reader misses frames.',
    roles: LOCAL_ONLY,
    replyMode: 'stream',
    parameters: {},
    reply: {
      number: s.intType(0, Number.MAX_SAFE_INTEGER),
      animation: s.anyAnimationIdType,
      rgb: s.stringType,
    },
  },
  Reload: {
    summary: 'Read the configuration file again. Answers with the keys that changed.',
    roles: LOCAL_ONLY,
    replyMode: 'once',
    parameters: {},
    reply: { changed: s.arrayType(s.stringType) },
  },
};

export const METHOD_NAMES: readonly MethodName[] = Object.keys(METHODS) as MethodName[];

/** The method's name within our interface, if this role may call it. */
export function findMethod(role: Role, qualifiedName: string): MethodName | undefined {
  return METHOD_NAMES.find(
    (name) => qualifiedName === `${DRIVER_INTERFACE}.${name}` && METHODS[name].roles.includes(role),
  );
}
