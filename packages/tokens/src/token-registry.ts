import { isJsonObject, type Parsed, parseJsonText } from '@garland/protocol';
import { FIELD_VALIDATORS, NAME_PATTERN } from './claims.ts';

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

type Validators<T> = { readonly [K in keyof T]-?: (value: unknown) => boolean };

const isOptionalSeconds = (value: unknown): boolean => value === undefined || FIELD_VALIDATORS.seconds(value);

const RECORD_VALIDATORS: Validators<TokenRecord> = {
  jti: FIELD_VALIDATORS.jti,
  kid: FIELD_VALIDATORS.kid,
  sub: FIELD_VALIDATORS.sub,
  scope: FIELD_VALIDATORS.scope,
  iat: FIELD_VALIDATORS.seconds,
  exp: FIELD_VALIDATORS.seconds,
  endsAt: isOptionalSeconds,
  revokedAt: isOptionalSeconds,
};

const RETIRING_KEY_VALIDATORS: Validators<RetiringKey> = {
  kid: FIELD_VALIDATORS.kid,
  endsAt: FIELD_VALIDATORS.seconds,
};

/** Reads a registry file. The fault is a sentence that names the place, such as `tokens[3].exp is not …`. Never throws. */
export function parseRegistry(text: string): Parsed<TokenRegistry, string> {
  const json = parseJsonText(text);
  if (!json.ok) return invalid(`it is not one JSON object (${json.fault})`);
  const { version, tree, retiringKeys, tokens, ...rest } = json.value;
  const unknownKeys = Object.keys(rest);
  if (unknownKeys.length > 0) return invalid(`unknown key "${unknownKeys[0]}"`);
  if (version !== 1) return invalid('"version" is not 1');
  if (typeof tree !== 'string' || !NAME_PATTERN.test(tree)) return invalid('"tree" is missing or malformed');
  const wrong =
    (retiringKeys === undefined
      ? undefined
      : listFault('retiringKeys', retiringKeys, RETIRING_KEY_VALIDATORS, 'kid')) ??
    listFault('tokens', tokens, RECORD_VALIDATORS, 'jti');
  return wrong === undefined ? { ok: true, value: json.value as unknown as TokenRegistry } : invalid(wrong);
}

/** What is wrong with a list of records, each of which has an ID of its own. */
function listFault<T>(
  name: string,
  list: unknown,
  fields: Validators<T>,
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

function recordFault<T>(record: unknown, fields: Validators<T>): string | undefined {
  if (!isJsonObject(record)) return ' is not an object';
  const unknownKey = Object.keys(record).find((key) => !Object.hasOwn(fields, key));
  if (unknownKey !== undefined) return ` has an unknown key "${unknownKey}"`;
  const checks = Object.entries(fields) as [string, (value: unknown) => boolean][];
  const wrong = checks.find(([key, accepts]) => !accepts(record[key]));
  return wrong && `.${wrong[0]} is missing or malformed`;
}

function invalid(sentence: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: sentence };
}

/** The registry in the form in which it is asked. */
export interface TokenIndex {
  readonly tree: string;
  /** By `jti`. */
  readonly records: ReadonlyMap<string, TokenRecord>;
  /** From when on a key counts no more, in seconds since 1970, by `kid`. A key that is not here has no end. */
  readonly keyRetirements: ReadonlyMap<string, number>;
}

export function indexRegistry({ tree, retiringKeys = [], tokens }: TokenRegistry): TokenIndex {
  return {
    tree,
    records: new Map(tokens.map((record) => [record.jti, record])),
    keyRetirements: new Map(retiringKeys.map(({ kid, endsAt }) => [kid, endsAt])),
  };
}

/** When a token that nobody revokes stops working, in seconds since 1970: at its own end, or at that of its key. */
export function effectiveExpiry(
  { exp, endsAt, kid }: TokenRecord,
  keyRetirements: TokenIndex['keyRetirements'],
): number {
  return Math.min(
    exp,
    endsAt ?? Number.POSITIVE_INFINITY,
    keyRetirements.get(kid) ?? Number.POSITIVE_INFINITY,
  );
}
