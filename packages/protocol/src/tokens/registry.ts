import { isJsonObject, type Parsed, parseJsonText } from '../json.ts';
import { NAME_PATTERN, TOKEN_FIELDS } from './claims.ts';

/** One issued token, as the registry file lists it. Never the token itself. Times are seconds since 1970. */
export interface TokenRecord {
  readonly jti: string;
  /** Which key signed it: a token that another key signed is not this one. */
  readonly kid: string;
  readonly sub: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  /** From when on it counts no more because another token has taken its place: a moment that may lie ahead. */
  readonly endsAt?: number;
  /** When it was taken back. It is refused from that change of the file on, whatever the time is. */
  readonly revokedAt?: number;
}

/** A key that signs no more, and from when on nothing counts that it has signed. */
export interface RetiringKey {
  readonly kid: string;
  /** Seconds since 1970. */
  readonly endsAt: number;
}

/**
 * The registry file, `{"version":1,"tree":"home","retiringKeys":[…],"tokens":[…]}`: the tree's name, which is the `aud`
 * of its tokens, the keys that are on their way out, and every token that was issued. The command line writes it, the
 * gateway reads it.
 */
export interface TokenRegistry {
  readonly version: 1;
  readonly tree: string;
  readonly retiringKeys?: readonly RetiringKey[];
  readonly tokens: readonly TokenRecord[];
}

/** A registry file longer than this is not read: nobody may grow it past that. */
export const REGISTRY_MAX_BYTES: number = 1024 * 1024;

type FieldChecks<T> = { readonly [K in keyof T]-?: (value: unknown) => boolean };

const maybeSeconds = (value: unknown): boolean => value === undefined || TOKEN_FIELDS.seconds(value);

const RECORD_FIELDS: FieldChecks<TokenRecord> = {
  jti: TOKEN_FIELDS.jti,
  kid: TOKEN_FIELDS.kid,
  sub: TOKEN_FIELDS.sub,
  scope: TOKEN_FIELDS.scope,
  iat: TOKEN_FIELDS.seconds,
  exp: TOKEN_FIELDS.seconds,
  endsAt: maybeSeconds,
  revokedAt: maybeSeconds,
};

const KEY_FIELDS: FieldChecks<RetiringKey> = { kid: TOKEN_FIELDS.kid, endsAt: TOKEN_FIELDS.seconds };

/** Reads a registry file. The fault is a sentence that names the place, such as `tokens[3].exp is not …`. Never throws. */
export function parseRegistry(text: string): Parsed<TokenRegistry, string> {
  const json = parseJsonText(text);
  if (!json.ok) return fault(`it is not one JSON object (${json.fault})`);
  const { version, tree, retiringKeys, tokens, ...rest } = json.value;
  const strangers = Object.keys(rest);
  if (strangers.length > 0) return fault(`unknown key "${strangers[0]}"`);
  if (version !== 1) return fault('"version" is not 1');
  if (typeof tree !== 'string' || !NAME_PATTERN.test(tree)) return fault('"tree" is missing or malformed');
  const wrong =
    (retiringKeys === undefined ? undefined : listFault('retiringKeys', retiringKeys, KEY_FIELDS, 'kid')) ??
    listFault('tokens', tokens, RECORD_FIELDS, 'jti');
  return wrong === undefined ? { ok: true, value: json.value as unknown as TokenRegistry } : fault(wrong);
}

/** What is wrong with a list of records, each of which has an ID of its own. */
function listFault<T>(
  name: string,
  list: unknown,
  fields: FieldChecks<T>,
  id: keyof T & string,
): string | undefined {
  if (!Array.isArray(list)) return `"${name}" is not a list`;
  const seen = new Set<unknown>();
  for (const [i, record] of list.entries()) {
    const wrong = recordFault(record, fields);
    if (wrong) return `${name}[${i}]${wrong}`;
    if (seen.has(record[id])) return `${name}[${i}].${id} stands there twice`;
    seen.add(record[id]);
  }
  return undefined;
}

function recordFault<T>(record: unknown, fields: FieldChecks<T>): string | undefined {
  if (!isJsonObject(record)) return ' is not an object';
  const stranger = Object.keys(record).find((key) => !Object.hasOwn(fields, key));
  if (stranger !== undefined) return ` has an unknown key "${stranger}"`;
  const checks = Object.entries(fields) as [string, (value: unknown) => boolean][];
  const wrong = checks.find(([key, accepts]) => !accepts(record[key]));
  return wrong && `.${wrong[0]} is missing or malformed`;
}

function fault(sentence: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: sentence };
}

/** The registry in the form in which it is asked. */
export interface IssuedTokens {
  readonly tree: string;
  /** By `jti`. */
  readonly records: ReadonlyMap<string, TokenRecord>;
  /** From when on a key counts no more, in seconds since 1970, by `kid`. A key that is not here has no end. */
  readonly keyEnds: ReadonlyMap<string, number>;
}

export function indexRegistry({ tree, retiringKeys = [], tokens }: TokenRegistry): IssuedTokens {
  return {
    tree,
    records: new Map(tokens.map((record) => [record.jti, record])),
    keyEnds: new Map(retiringKeys.map(({ kid, endsAt }) => [kid, endsAt])),
  };
}

/** When a token that nobody revokes stops working, in seconds since 1970: at its own end, or at that of its key. */
export function endOf({ exp, endsAt, kid }: TokenRecord, keyEnds: IssuedTokens['keyEnds']): number {
  return Math.min(exp, endsAt ?? Number.POSITIVE_INFINITY, keyEnds.get(kid) ?? Number.POSITIVE_INFINITY);
}
