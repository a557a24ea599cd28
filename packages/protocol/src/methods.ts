import type { AnimationId } from './ids.ts';
import { ROLES, type Role } from './roles.ts';
import * as s from './schema.ts';

export const DRIVER_INTERFACE = 'io.garland.Driver';

const MAX_MILLIAMPS = 1_000_000;
const MAX_PIXELS = 10_000;
const MAX_FRAMES_PER_SECOND = 1_000;

export type Kind = 'animation' | 'scene' | 'sequence';

/** Something that may be played. */
export interface Entry {
  readonly id: AnimationId;
  readonly title: string;
  readonly kind: Kind;
  readonly description: string;
}

/** What the tree shows, and why. */
export interface State {
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

type Nothing = Record<never, never>;

/** Every method's parameters and reply. */
export interface Methods {
  Play: { parameters: { id: AnimationId; requestId?: string }; reply: { state: State } };
  List: { parameters: Nothing; reply: { entries: readonly Entry[] } };
  Status: { parameters: Nothing; reply: { state: State } };
  Watch: { parameters: Nothing; reply: { state: State } };
  SetBrightness: { parameters: { percent: number }; reply: { state: State } };
  Strip: { parameters: Nothing; reply: { positions: readonly Position[] } };
  Frames: { parameters: Nothing; reply: { number: number; animation: AnimationId; rgb: string } };
  Reload: { parameters: Nothing; reply: { changed: readonly string[] } };
}

export type MethodName = keyof Methods;
export type ParametersOf<M extends MethodName> = Methods[M]['parameters'];
export type ReplyOf<M extends MethodName> = Methods[M]['reply'];

export interface MethodSpec<M extends MethodName = MethodName> {
  /** One or two sentences for the interface description. */
  readonly summary: string;
  readonly roles: readonly Role[];
  /** `stream`: answers with any number of replies, and only to a call that asks for `more`. */
  readonly answers: 'once' | 'stream';
  readonly parameters: s.Fields<ParametersOf<M>>;
  readonly reply: s.Fields<ReplyOf<M>>;
}

export const entryType: s.NamedType<Entry> = s.named('Entry', {
  id: s.anyAnimationId,
  title: s.text,
  kind: s.oneOf('animation', 'scene', 'sequence'),
  description: s.text,
});

export const stateType: s.NamedType<State> = s.named('State', {
  animation: s.anyAnimationId,
  title: s.text,
  since: s.text,
  chosenBy: s.oneOf('remote', 'local', 'driver'),
  until: s.maybe(s.text),
  next: s.maybe(s.anyAnimationId),
  brightness: s.int(0, 100),
  sceneBrightness: s.maybe(s.int(1, 100)),
  limited: s.flag,
  estimatedMa: s.int(0, MAX_MILLIAMPS),
  budgetMa: s.int(0, MAX_MILLIAMPS),
  pixels: s.int(1, MAX_PIXELS),
  framesPerSecond: s.int(1, MAX_FRAMES_PER_SECOND),
  output: s.oneOf('simulator', 'ws281x'),
});

export const positionType: s.NamedType<Position> = s.named('Position', {
  x: s.float,
  y: s.float,
  z: s.float,
});

const LOCAL_ONLY: readonly Role[] = ['local'];

/** Everything that can be said to the driver, and by whom. What is not in this table does not exist. */
export const METHODS: { readonly [M in MethodName]: MethodSpec<M> } = {
  Play: {
    summary:
      'Show an animation. Playing what shows already changes nothing, but that a scene with a duration gets all of it again.',
    roles: ROLES,
    answers: 'once',
    parameters: { id: s.animationId, requestId: s.maybe(s.requestId) },
    reply: { state: stateType },
  },
  List: {
    summary: 'What may be played through this socket.',
    roles: ROLES,
    answers: 'once',
    parameters: {},
    reply: { entries: s.list(entryType) },
  },
  Status: {
    summary: 'What the tree shows now.',
    roles: ROLES,
    answers: 'once',
    parameters: {},
    reply: { state: stateType },
  },
  Watch: {
    summary: 'The state now, and again after each change.',
    roles: ROLES,
    answers: 'stream',
    parameters: {},
    reply: { state: stateType },
  },
  SetBrightness: {
    summary: 'Set the brightness in percent.',
    roles: LOCAL_ONLY,
    answers: 'once',
    parameters: { percent: s.int(0, 100) },
    reply: { state: stateType },
  },
  Strip: {
    summary: 'Where each pixel is, in strip order: z points up, 1 is the radius of the base of the tree.',
    roles: LOCAL_ONLY,
    answers: 'once',
    parameters: {},
    reply: { positions: s.list(positionType) },
  },
  Frames: {
    summary: 'What the pixels look like: linear R, G and B bytes in base64. A slow reader misses frames.',
    roles: LOCAL_ONLY,
    answers: 'stream',
    parameters: {},
    reply: { number: s.int(0, Number.MAX_SAFE_INTEGER), animation: s.anyAnimationId, rgb: s.text },
  },
  Reload: {
    summary: 'Read the configuration file again. Answers with the keys that changed.',
    roles: LOCAL_ONLY,
    answers: 'once',
    parameters: {},
    reply: { changed: s.list(s.text) },
  },
};

export const METHOD_NAMES: readonly MethodName[] = Object.keys(METHODS) as MethodName[];

/** The method's name within our interface, if this role may call it. */
export function methodFor(role: Role, qualifiedName: string): MethodName | undefined {
  return METHOD_NAMES.find(
    (name) => qualifiedName === `${DRIVER_INTERFACE}.${name}` && METHODS[name].roles.includes(role),
  );
}
