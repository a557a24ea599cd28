import type { KeyObject } from 'node:crypto';
import { parseToken, TOKEN_MAX_BYTES, type TokenFault, type TrustStore, verifyToken } from './index.ts';
import { hasValidSignature } from './jwt-signature.ts';

type DecodedPart = Readonly<Record<string, unknown>>;

export interface TokenInspection {
  /** Why the gateway would refuse it; undefined: it would let it in. */
  readonly fault: TokenFault | undefined;
  /** Whether one of this tree's keys has signed what it says. If not, anybody may have written it. */
  readonly hasValidSignature: boolean;
  /** What it says, as far as that can be read at all. Never its signature. */
  readonly header: DecodedPart | undefined;
  readonly claims: DecodedPart | undefined;
}

/** Judges a token by the very rules of the gateway, and reads what it says even where those refuse it. */
export function inspectToken(
  token: string,
  trustStore: TrustStore<KeyObject>,
  nowS: number,
): TokenInspection {
  const parsed = parseToken(token);
  const result =
    'fault' in parsed
      ? parsed
      : verifyToken(parsed.value, trustStore, nowS, (key) => hasValidSignature(token, key));
  const fault = 'fault' in result ? result.fault : undefined;
  const [header, claims, ...rest] = token.split('.');
  // What is longer is no token, and may nest deeper than can be printed.
  const isReadable = rest.length === 1 && token.length <= TOKEN_MAX_BYTES;
  return {
    fault,
    hasValidSignature: fault === undefined || ('identity' in result && result.identity !== undefined),
    header: isReadable ? decodePart(header) : undefined,
    claims: isReadable ? decodePart(claims) : undefined,
  };
}

function decodePart(part = ''): DecodedPart | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as DecodedPart)
      : undefined;
  } catch {
    return undefined;
  }
}
