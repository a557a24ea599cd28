import {
  type Call,
  CallError,
  type ErrorName,
  type ErrorParameters,
  findMethod,
  METHODS,
  type MethodName,
  type ParametersOf,
  parseFields,
  type ReplyOf,
  type Role,
} from '@garland/protocol';
import { createServiceMethods, type InterfaceDescriptions, type ServiceMethods } from './varlink-service.ts';

/** The result of a call. */
export type DispatchResult =
  | { readonly kind: 'reply'; readonly parameters: object }
  | { readonly kind: 'stream'; readonly open: StreamOpener }
  | {
      readonly kind: 'refusal';
      readonly error: ErrorName;
      readonly parameters: object;
      readonly fatal: boolean;
    };

/** Starts a stream of replies. The returned function ends it. */
export type StreamOpener<R extends object = object> = (emit: (reply: R) => void) => () => void;

type Handler<M extends MethodName> = (
  parameters: ParametersOf<M>,
  role: Role,
) => (typeof METHODS)[M]['replyMode'] extends 'stream'
  ? StreamOpener<ReplyOf<M>>
  : ReplyOf<M> | StreamOpener<ReplyOf<M>>;

/** One handler for each method; the compiler refuses a missing one and an unknown one. */
export type Handlers = { readonly [M in MethodName]: Handler<M> };

export type Dispatch = (call: Call, role: Role) => DispatchResult;

/**
 * Looks a call up in the table of methods × roles, parses its parameters, and runs its handler. On the remote socket a
 * call that is not in the table also ends the connection: the gateway never makes one, so the peer is not our gateway.
 */
export function createDispatch(handlers: Handlers, descriptions: InterfaceDescriptions): Dispatch {
  const service = createServiceMethods(descriptions);
  return (call, role) => {
    try {
      return callServiceMethod(service, call, role) ?? callDriverMethod(handlers, call, role);
    } catch (error) {
      if (error instanceof CallError) return refuse(error.code, error.parameters, false);
      throw error;
    }
  };
}

function callServiceMethod(service: ServiceMethods, call: Call, role: Role): DispatchResult | undefined {
  const method = service.get(call.method);
  return method && { kind: 'reply', parameters: method(call.parameters, role) };
}

function callDriverMethod(handlers: Handlers, call: Call, role: Role): DispatchResult {
  const name = findMethod(role, call.method);
  if (!name) return refuse('org.varlink.service.MethodNotFound', { method: call.method }, role === 'remote');
  const { replyMode, parameters } = METHODS[name];
  if (replyMode === 'stream' && !call.more) return refuse('org.varlink.service.ExpectedMore', {}, false);
  // The table pairs each name with its own parser and handler; the compiler can't follow that through a union.
  const handler = handlers[name] as (parameters: object, role: Role) => object | StreamOpener;
  const result = handler(parseFields(parameters as never, call.parameters), role);
  return typeof result === 'function'
    ? { kind: 'stream', open: result as StreamOpener }
    : { kind: 'reply', parameters: result };
}

function refuse<E extends ErrorName>(
  error: E,
  parameters: ErrorParameters[E],
  fatal: boolean,
): DispatchResult {
  return { kind: 'refusal', error, parameters, fatal };
}
