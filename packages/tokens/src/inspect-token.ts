import type { KeyObject } from 'node:crypto';
import { TOKEN_MAX_BYTES } from './claims.ts';
import { hasValidSignature } from './jwt-signature.ts';
import { parseToken } from './parse-token.ts';
import type { TokenFault } from './token-faults.ts';
import { type TrustStore, verifyToken } from './verify-token.ts';

type DecodedPart = Readonly<Record<string, unknown>>;

export interface TokenInspection {
  /** Why the gateway would refuse it; undefined: it would accept it. */
  readonly fault: TokenFault | undefined;
  /** Whether one of this tree's keys signed it. If not, anyone could have written it. */
  readonly hasValidSignature: boolean;
  /** As far as they can be decoded. Never the signature. */
  readonly header: DecodedPart | undefined;
  readonly claims: DecodedPart | undefined;
}

/** Verifies a token by the gateway's own rules, and decodes even those that the rules refuse. */
export function inspectToken(
  token: string,
  trustStore: TrustStore<KeyObject>,
  nowS: number,
): TokenInspection {
  const parsed = parseToken(token);
  const result = parsed.ok
    ? verifyToken(parsed.value, trustStore, nowS, (key) => hasValidSignature(token, key))
    : { fault: parsed.fault };
  const [header, claims, ...rest] = token.split('.');
  // Longer texts are not tokens, and could be nested too deep to print.
  const isReadable = rest.length === 1 && token.length <= TOKEN_MAX_BYTES;
  return {
    fault: 'fault' in result ? result.fault : undefined,
    hasValidSignature: 'principal' in result || ('identity' in result && result.identity !== undefined),
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
