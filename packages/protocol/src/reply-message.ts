import { envelopeFault, isOptionalBoolean, type MessageFault } from './call-message.ts';
import { type JsonObject, type Parsed, parseJsonObject } from './strict-json.ts';

export interface Reply {
  readonly parameters: JsonObject;
  /** Another reply to the same call follows. */
  readonly continues: boolean;
  readonly error: string | undefined;
}

const REPLY_KEYS = new Set(['parameters', 'continues', 'error']);

/** Reads one reply, as strictly as a call. Never throws. */
export function parseReply(bytes: Uint8Array): Parsed<Reply, MessageFault> {
  const json = parseJsonObject(bytes);
  if (!json.ok) return json;
  const { parameters, continues, error } = json.value;
  const fault =
    envelopeFault(json.value, REPLY_KEYS) ??
    (!isOptionalBoolean(continues) || (error !== undefined && typeof error !== 'string')
      ? 'wrong_type'
      : undefined) ??
    // An error is always the last reply to its call.
    (error !== undefined && continues ? 'error_and_continues' : undefined);
  if (fault) return { ok: false, fault };
  return {
    ok: true,
    value: {
      parameters: (parameters ?? {}) as JsonObject,
      continues: continues === true,
      error: error as string | undefined,
    },
  };
}
