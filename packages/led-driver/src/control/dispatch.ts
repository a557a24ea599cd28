import {
  type Call,
  CallError,
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
  | { readonly kind: 'reply'; readonly message: object | Promise<object>; readonly isFatal?: boolean }
  | { readonly kind: 'stream'; readonly open: StreamOpener };

/** Starts a stream of replies. The returned function ends it. */
export type StreamOpener<R extends object = object> = (emit: (reply: R) => void) => () => void;

type Handler<M extends MethodName> = (
  parameters: ParametersOf<M>,
  role: Role,
) => (typeof METHODS)[M]['replyMode'] extends 'stream'
  ? StreamOpener<ReplyOf<M>>
  : ReplyOf<M> | Promise<ReplyOf<M>> | StreamOpener<ReplyOf<M>>;

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
      if (!(error instanceof CallError)) throw error;
      return refusal(error);
    }
  };
}

function callServiceMethod(service: ServiceMethods, call: Call, role: Role): DispatchResult | undefined {
  const method = service.get(call.method);
  return method && { kind: 'reply', message: { parameters: method(call.parameters, role) } };
}

function callDriverMethod(handlers: Handlers, call: Call, role: Role): DispatchResult {
  const name = findMethod(role, call.method);
  if (!name) {
    const error = new CallError('org.varlink.service.MethodNotFound', { method: call.method });
    return refusal(error, role === 'remote');
  }
  const { replyMode, parameters } = METHODS[name];
  if (replyMode === 'stream' && !call.more) throw new CallError('org.varlink.service.ExpectedMore', {});
  // The table pairs each name with its own parser and handler; the compiler can't follow that through a union.
  const handler = handlers[name] as (parameters: object, role: Role) => object | StreamOpener;
  const result = handler(parseFields(parameters as never, call.parameters), role);
  if (typeof result === 'function') return { kind: 'stream', open: result as StreamOpener };
  const toMessage = (reply: object): object => ({ parameters: reply });
  return { kind: 'reply', message: result instanceof Promise ? result.then(toMessage) : toMessage(result) };
}

function refusal({ code, parameters }: CallError, isFatal = false): DispatchResult {
  return { kind: 'reply', message: { error: code, parameters }, isFatal };
}
