import { invalid, isJsonObject, type Parsed, parseJsonText } from '@garland/protocol';
import { FIELD_VALIDATORS, NAME_PATTERN } from './claims.ts';

/** One issued token, as the registry file lists it. Never the token itself. Times are seconds since 1970. */
export interface TokenRecord {
  readonly jti: string;
  /** The key that signed it. */
  readonly kid: string;
  readonly sub: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  /** When it stops working because another token replaces it; can lie in the future. */
  readonly endsAt?: number;
  /** When it was revoked; `endsAt` if it was replaced. It is refused as soon as the file says so, whatever the time is. */
  readonly revokedAt?: number;
}

/** A key that signs no new tokens, and the time from which none of its tokens is accepted. Times are seconds since 1970. */
export interface RetiringKey {
  readonly kid: string;
  readonly endsAt: number;
  /** Set once the end has passed. None of its tokens is accepted as soon as the file says so, whatever the time is. */
  readonly revokedAt?: number;
}

/**
 * The registry file, `{"version":1,"tree":"home","updatedAt":…,"retiringKeys":[…],"tokens":[…]}`: the tree's name, which is
 * the `aud` of its tokens, the keys that are being retired, and every token that was issued. The command line writes it, the
 * gateway reads it.
 */
export interface TokenRegistry {
  readonly version: 1;
  readonly tree: string;
  /** The newest time at which it was changed, in seconds since 1970. Files of older versions do not have it. */
  readonly updatedAt?: number;
  readonly retiringKeys?: readonly RetiringKey[];
  readonly tokens: readonly TokenRecord[];
}

/** Longer registry files are neither read nor written. */
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
  revokedAt: isOptionalSeconds,
};

/** Parses a registry file. The fault names the place, such as `tokens[3].exp is missing or malformed`. Never throws. */
export function parseRegistry(text: string): Parsed<TokenRegistry, string> {
  const json = parseJsonText(text);
  if (!json.ok) return invalid(`not a JSON object (${json.fault})`);
  const { version, tree, updatedAt, retiringKeys, tokens, ...rest } = json.value;
  const unknownKeys = Object.keys(rest);
  if (unknownKeys.length > 0) return invalid(`unknown key "${unknownKeys[0]}"`);
  if (version !== 1) return invalid('"version" is not 1');
  if (typeof tree !== 'string' || !NAME_PATTERN.test(tree)) return invalid('"tree" is missing or malformed');
  if (!isOptionalSeconds(updatedAt)) return invalid('"updatedAt" is malformed');
  const fault =
    (retiringKeys === undefined
      ? undefined
      : listFault('retiringKeys', retiringKeys, RETIRING_KEY_VALIDATORS, 'kid')) ??
    listFault('tokens', tokens, RECORD_VALIDATORS, 'jti');
  return fault === undefined ? { ok: true, value: json.value as unknown as TokenRegistry } : invalid(fault);
}

/** Checks a list of records with unique IDs. */
function listFault<T>(
  name: string,
  list: unknown,
  fields: Validators<T>,
  id: keyof T & string,
): string | undefined {
  if (!Array.isArray(list)) return `"${name}" is not a list`;
  const seen = new Set<unknown>();
  for (const [i, record] of list.entries()) {
    const fault = recordFault(record, fields);
    if (fault) return `${name}[${i}]${fault}`;
    if (seen.has(record[id])) return `${name}[${i}].${id} is not unique`;
    seen.add(record[id]);
  }
  return undefined;
}

function recordFault<T>(record: unknown, fields: Validators<T>): string | undefined {
  if (!isJsonObject(record)) return ' is not an object';
  const unknownKey = Object.keys(record).find((key) => !Object.hasOwn(fields, key));
  if (unknownKey !== undefined) return ` has an unknown key "${unknownKey}"`;
  const checks = Object.entries(fields) as [string, (value: unknown) => boolean][];
  const failed = checks.find(([key, accepts]) => !accepts(record[key]));
  return failed && `.${failed[0]} is missing or malformed`;
}

/** The text of a registry file: one token a line, so that people can read it and a diff shows what changed. */
export function serializeRegistry(registry: TokenRegistry): string {
  const { version, tree, updatedAt, retiringKeys = [], tokens } = registry;
  const updated = updatedAt === undefined ? '' : `  "updatedAt": ${updatedAt},\n`;
  const keys = retiringKeys.length === 0 ? '' : `  "retiringKeys": ${formatJsonLines(retiringKeys)},\n`;
  return `{\n  "version": ${version},\n  "tree": ${JSON.stringify(tree)},\n${updated}${keys}  "tokens": ${formatJsonLines(tokens)}\n}\n`;
}

function formatJsonLines(list: readonly object[]): string {
  const lines = list.map((item) => `\n    ${JSON.stringify(item)}`).join(',');
  return list.length === 0 ? '[]' : `[${lines}\n  ]`;
}
