import { MAX_JSON_DEPTH } from './socket-limits.ts';

export type JsonObject = { readonly [key: string]: unknown };

/** Why bytes are not an accepted JSON object. Stable codes, for logs and tests. */
export type JsonFault = 'not_utf8' | 'not_json' | 'not_object' | 'duplicate_key' | 'too_deep';

export interface Invalid<F> {
  readonly ok: false;
  readonly fault: F;
}

export type Parsed<T, F> = { readonly ok: true; readonly value: T } | Invalid<F>;

export function invalid<const F>(fault: F): Invalid<F> {
  return { ok: false, fault };
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Strict JSON: UTF-8, one object, no duplicate keys at any depth, bounded depth. Never throws. */
export function parseJsonObject(bytes: Uint8Array): Parsed<JsonObject, JsonFault> {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return invalid('not_utf8');
  }
  return parseJsonText(text);
}

/** The same for decoded text. */
export function parseJsonText(text: string): Parsed<JsonObject, JsonFault> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return invalid('not_json');
  }
  if (!isJsonObject(value)) return invalid('not_object');
  const fault = isCanonicalJson(value, text) ? undefined : findStructureFault(text);
  return fault ? invalid(fault) : { ok: true, value };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Text that `JSON.stringify` reproduces exactly has no duplicate keys, since `JSON.parse` would have dropped them. Garland's
 * own messages and tokens are all of this form, and this check takes a tenth of the time of scanning them.
 */
function isCanonicalJson(value: JsonObject, text: string): boolean {
  return isWithinDepth(value, MAX_JSON_DEPTH) && JSON.stringify(value) === text;
}

function isWithinDepth(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isWithinDepth(inner, levels - 1));
}

// Each class excludes what can follow it, so there is no backtracking, however long the string is.
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:]/g;

/**
 * Finds duplicate keys in one object, of which `JSON.parse` keeps the last. The text must be valid JSON, in which a string
 * is a key exactly if a colon follows it. Keys are compared after unescaping.
 */
function findStructureFault(text: string): 'duplicate_key' | 'too_deep' | undefined {
  const keysByDepth: Set<string>[] = [];
  let lastString = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (keysByDepth.length === MAX_JSON_DEPTH) return 'too_deep';
      keysByDepth.push(new Set());
    } else if (token === '}' || token === ']') {
      keysByDepth.pop();
    } else if (token === ':') {
      const key: string = JSON.parse(lastString);
      const keys = keysByDepth[keysByDepth.length - 1];
      if (keys?.has(key)) return 'duplicate_key';
      keys?.add(key);
    } else {
      lastString = token;
    }
  }
  return undefined;
}
