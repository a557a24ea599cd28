import { CallError, type ErrorName, type ErrorParameters } from './call-error.ts';
import { ROLES, type Role } from './roles.ts';
import type { JsonObject } from './strict-json.ts';
import { arrayType, intType, parseFields, stringType, type VarlinkFields } from './varlink-types.ts';

export interface ErrorSpec<E extends ErrorName = ErrorName> {
  /** One or two sentences for the interface description. */
  readonly summary: string;
  readonly roles: readonly Role[];
  readonly parameters: VarlinkFields<ErrorParameters[E]>;
}

const LOCAL_ONLY: readonly Role[] = ['local'];

/** Every error that a reply can carry, and the roles that can get it. */
export const ERRORS: { readonly [E in ErrorName]: ErrorSpec<E> } = {
  'org.varlink.service.InterfaceNotFound': {
    summary: 'There is no such interface.',
    roles: ROLES,
    parameters: { interface: stringType },
  },
  'org.varlink.service.MethodNotFound': {
    summary: 'There is no such method on this socket.',
    roles: ROLES,
    parameters: { method: stringType },
  },
  'org.varlink.service.MethodNotImplemented': {
    summary: 'The method is described, but this service does not have it.',
    roles: ROLES,
    parameters: { method: stringType },
  },
  'org.varlink.service.InvalidParameter': {
    summary: 'A parameter is missing, unknown, or not of its type.',
    roles: ROLES,
    parameters: { parameter: stringType },
  },
  'org.varlink.service.PermissionDenied': {
    summary: 'The caller is not allowed to do this.',
    roles: ROLES,
    parameters: {},
  },
  'org.varlink.service.ExpectedMore': {
    summary: 'The method requires a call with "more".',
    roles: ROLES,
    parameters: {},
  },
  'io.garland.Driver.UnknownAnimation': {
    summary: 'The ID is unknown, or this socket is not allowed to play it.',
    roles: ROLES,
    parameters: { id: stringType },
  },
  'io.garland.Driver.RateLimited': {
    summary: 'Too many calls: try again after this many milliseconds.',
    roles: ROLES,
    parameters: { retryAfterMs: intType(0, Number.MAX_SAFE_INTEGER) },
  },
  'io.garland.Driver.InvalidConfiguration': {
    summary: 'The configuration file has mistakes. The old configuration stays in force.',
    roles: LOCAL_ONLY,
    parameters: { problems: arrayType(stringType) },
  },
  'io.garland.Driver.RestartRequired': {
    summary: 'These keys take effect only after a restart. Nothing was changed.',
    roles: LOCAL_ONLY,
    parameters: { keys: arrayType(stringType) },
  },
};

export const ERROR_NAMES: readonly ErrorName[] = Object.keys(ERRORS) as ErrorName[];

/** The error that a reply carries; undefined if it is not in the table or has other parameters. */
export function parseError(name: string, parameters: JsonObject): CallError | undefined {
  const code = ERROR_NAMES.find((known) => known === name);
  if (!code) return undefined;
  try {
    return new CallError(
      code,
      parseFields(ERRORS[code].parameters as VarlinkFields<ErrorParameters[ErrorName]>, parameters),
    );
  } catch {
    return undefined;
  }
}
