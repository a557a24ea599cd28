import type { MethodName, ParametersOf } from './method-signatures.ts';
import { ROLES, type Role } from './roles.ts';
import * as s from './varlink-types.ts';

export const DRIVER_INTERFACE = 'io.garland.Driver';
/** The interface that every varlink service has. */
export const SERVICE_INTERFACE = 'org.varlink.service';

export interface MethodSpec<M extends MethodName = MethodName> {
  /** One or two sentences for the interface description. */
  readonly summary: string;
  readonly roles: readonly Role[];
  /** `stream`: any number of replies, and only to a call with `more`. */
  readonly replyMode: 'once' | 'stream';
  readonly parameters: s.VarlinkFields<ParametersOf<M>>;
}

const LOCAL_ONLY: readonly Role[] = ['local'];

/** All methods of the driver, and the roles that can call them. A method that is not in this table does not exist. */
export const METHODS: { readonly [M in MethodName]: MethodSpec<M> } = {
  Play: {
    summary: 'Show an animation. Playing what is already shown only restarts the duration of a scene.',
    roles: ROLES,
    replyMode: 'once',
    parameters: { id: s.animationIdType, requestId: s.optionalType(s.requestIdType) },
  },
  List: {
    summary: 'What this socket can play.',
    roles: ROLES,
    replyMode: 'once',
    parameters: {},
  },
  Status: {
    summary: 'What the tree is showing.',
    roles: ROLES,
    replyMode: 'once',
    parameters: {},
  },
  Watch: {
    summary: 'The current state, and again after each change.',
    roles: ROLES,
    replyMode: 'stream',
    parameters: {},
  },
  SetBrightness: {
    summary: 'Set the brightness in percent.',
    roles: LOCAL_ONLY,
    replyMode: 'once',
    parameters: { percent: s.intType(0, 100) },
  },
  Strip: {
    summary:
      'The position of each pixel, in strip order: z points up, 1 is the radius of the base of the tree.',
    roles: LOCAL_ONLY,
    replyMode: 'once',
    parameters: {},
  },
  Frames: {
    summary: 'The pixels shown: linear R, G and B bytes in base64. A slow reader misses frames.',
    roles: LOCAL_ONLY,
    replyMode: 'stream',
    parameters: {},
  },
  Reload: {
    summary: 'Read the configuration file again. Replies with the keys that changed.',
    roles: LOCAL_ONLY,
    replyMode: 'once',
    parameters: {},
  },
};

export const METHOD_NAMES: readonly MethodName[] = Object.keys(METHODS) as MethodName[];

/** The method's name within the driver's interface, if this role can call it. */
export function findMethod(role: Role, qualifiedName: string): MethodName | undefined {
  return METHOD_NAMES.find(
    (name) => qualifiedName === `${DRIVER_INTERFACE}.${name}` && METHODS[name].roles.includes(role),
  );
}
