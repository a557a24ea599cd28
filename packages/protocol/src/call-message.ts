import { isJsonObject, type JsonObject, type Parsed, parseJsonObject } from './strict-json.ts';

/** A call, checked for its form only: the dispatcher decides what is allowed. */
export interface Call {
  readonly method: string;
  readonly parameters: JsonObject;
  readonly more: boolean;
  readonly oneway: boolean;
}

/** Why a message closes the connection without a reply. Stable codes, for logs and tests. */
export const MESSAGE_FAULTS = [
  'not_utf8',
  'not_json',
  'not_object',
  'duplicate_key',
  'too_deep',
  'unknown_key',
  'wrong_type',
  'missing_key',
  'more_and_oneway',
  'error_and_continues',
] as const;
export type MessageFault = (typeof MESSAGE_FAULTS)[number];

const CALL_KEYS = new Set(['method', 'parameters', 'more', 'oneway']);

/** Parses a call. Everything for which sd-varlink closes a connection is a fault. Never throws. */
export function parseCall(bytes: Uint8Array): Parsed<Call, MessageFault> {
  const json = parseJsonObject(bytes);
  if (!json.ok) return json;
  const { method, parameters, more, oneway } = json.value;
  const fault =
    envelopeFault(json.value, CALL_KEYS) ??
    (method === undefined ? 'missing_key' : undefined) ??
    (typeof method !== 'string' || !isOptionalBoolean(more) || !isOptionalBoolean(oneway)
      ? 'wrong_type'
      : undefined) ??
    (more && oneway ? 'more_and_oneway' : undefined);
  if (fault) return { ok: false, fault };
  return {
    ok: true,
    value: {
      method: method as string,
      parameters: (parameters ?? {}) as JsonObject,
      more: more === true,
      oneway: oneway === true,
    },
  };
}

/** The fault of a message, as far as calls and replies have it in common. */
export function envelopeFault(message: JsonObject, keys: ReadonlySet<string>): MessageFault | undefined {
  if (Object.keys(message).some((key) => !keys.has(key))) return 'unknown_key';
  const { parameters } = message;
  return parameters === undefined || parameters === null || isJsonObject(parameters)
    ? undefined
    : 'wrong_type';
}

export function isOptionalBoolean(value: unknown): value is boolean | undefined {
  return value === undefined || typeof value === 'boolean';
}
