import { type AnimationId, isAnimationId } from './ids.ts';
import { isJsonObject, type Parsed, parseJsonText } from './json.ts';

/** The `iss` of every token. Which tree a token is for is its `aud`. */
export const TOKEN_ISSUER = 'garland';
export const TOKEN_ALGORITHM = 'ES256';
export const TOKEN_MAX_BYTES = 2048;

/** The claims of a token: these and no others. Times are whole seconds since 1970. */
export interface TokenClaims {
  readonly iss: typeof TOKEN_ISSUER;
  /** The tree's name. */
  readonly aud: string;
  /** The principal: who uses the token, such as "ifttt". */
  readonly sub: string;
  readonly jti: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly scope: string;
}

/** A principal or a tree: what may stand in a log line, a file name, a claim. */
export const NAME_PATTERN: RegExp = /^[a-z0-9][a-z0-9_.-]{0,31}$/;

/** A token's own ID: what may stand in a log line and be typed into `garland token revoke`. */
const TOKEN_ID_PATTERN: RegExp = /^[A-Za-z0-9_.-]{1,64}$/;

/** What a token permits. */
export interface Scope {
  /** `'every'`: whatever the remote role may play. */
  readonly play: 'every' | ReadonlySet<AnimationId>;
  readonly status: boolean;
}

const SCOPE_MAX_LENGTH = 1024;

/**
 * Reads a scope: words separated by one space, each `play`, `play:ID` or `status`, none twice.
 *
 * @returns undefined if any word is not of that form, so that a misspelt scope permits nothing rather than something.
 */
export function parseScope(scope: string): Scope | undefined {
  if (scope.length > SCOPE_MAX_LENGTH) return undefined;
  const words = scope.split(' ');
  if (new Set(words).size !== words.length) return undefined;
  const ids = new Set<AnimationId>();
  for (const word of words) {
    if (word === 'play' || word === 'status') continue;
    const id = word.startsWith('play:') ? word.slice('play:'.length) : undefined;
    if (!isAnimationId(id)) return undefined;
    ids.add(id);
  }
  return { play: words.includes('play') ? 'every' : ids, status: words.includes('status') };
}

export function mayPlay(scope: Scope, id: AnimationId): boolean {
  return scope.play === 'every' || scope.play.has(id);
}

/** One issued token, as the registry file lists it. Never the token itself. */
export interface TokenRecord {
  readonly jti: string;
  readonly sub: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  /** Seconds since 1970. */
  readonly revokedAt?: number;
}

/**
 * The registry file, `{"version":1,"tree":"home","tokens":[…]}`: the tree's name, which is the `aud` of its tokens, and
 * every token that was issued. The command line writes it, the gateway reads it.
 */
export interface TokenRegistry {
  readonly version: 1;
  readonly tree: string;
  readonly tokens: readonly TokenRecord[];
}

/** A registry file longer than this is not read: nobody may grow it past that. */
export const REGISTRY_MAX_BYTES: number = 1024 * 1024;

/** The last second of the year 9999: what any calendar can still show. */
const MAX_SECONDS = 253_402_300_799;

/** What each field of a token must be, in the token itself and in its record alike. */
export const TOKEN_FIELDS: {
  readonly [K in 'sub' | 'jti' | 'scope' | 'seconds']: (value: unknown) => boolean;
} = {
  sub: (value) => typeof value === 'string' && NAME_PATTERN.test(value),
  jti: (value) => typeof value === 'string' && TOKEN_ID_PATTERN.test(value),
  scope: (value) => typeof value === 'string' && parseScope(value) !== undefined,
  seconds: (value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_SECONDS,
};

const RECORD_FIELDS: { readonly [K in keyof TokenRecord]-?: (value: unknown) => boolean } = {
  jti: TOKEN_FIELDS.jti,
  sub: TOKEN_FIELDS.sub,
  scope: TOKEN_FIELDS.scope,
  iat: TOKEN_FIELDS.seconds,
  exp: TOKEN_FIELDS.seconds,
  revokedAt: (value) => value === undefined || TOKEN_FIELDS.seconds(value),
};

/** Reads a registry file. The fault is a sentence that names the place, such as `tokens[3].exp is not …`. Never throws. */
export function parseRegistry(text: string): Parsed<TokenRegistry, string> {
  const json = parseJsonText(text);
  if (!json.ok) return fault(`it is not one JSON object (${json.fault})`);
  const { version, tree, tokens, ...rest } = json.value;
  const strangers = Object.keys(rest);
  if (strangers.length > 0) return fault(`unknown key "${strangers[0]}"`);
  if (version !== 1) return fault('"version" is not 1');
  if (typeof tree !== 'string' || !NAME_PATTERN.test(tree)) return fault('"tree" is missing or malformed');
  if (!Array.isArray(tokens)) return fault('"tokens" is not a list');
  const seen = new Set<unknown>();
  for (const [i, record] of tokens.entries()) {
    const wrong = recordFault(record);
    if (wrong) return fault(`tokens[${i}]${wrong}`);
    if (seen.has(record.jti)) return fault(`tokens[${i}].jti stands there twice`);
    seen.add(record.jti);
  }
  return { ok: true, value: { version, tree, tokens } };
}

function recordFault(record: unknown): string | undefined {
  if (!isJsonObject(record)) return ' is not an object';
  const stranger = Object.keys(record).find((key) => !Object.hasOwn(RECORD_FIELDS, key));
  if (stranger !== undefined) return ` has an unknown key "${stranger}"`;
  const wrong = Object.entries(RECORD_FIELDS).find(([key, accepts]) => !accepts(record[key]));
  return wrong && `.${wrong[0]} is missing or malformed`;
}

function fault(sentence: string): { readonly ok: false; readonly fault: string } {
  return { ok: false, fault: sentence };
}
