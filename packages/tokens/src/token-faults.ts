/** Why a text is not a token of the accepted form, in the order of the checks, all of them before any signature. */
export const PARSE_FAULTS = [
  'too_long',
  'malformed',
  'wrong_algorithm',
  'bad_header',
  'high_s',
  'bad_payload',
  'missing_claim',
  'unknown_claim',
  'malformed_claim',
  'wrong_issuer',
  'implausible_times',
] as const;
export type ParseFault = (typeof PARSE_FAULTS)[number];

/** Why a well-formed token is not valid for this tree, in the order of the checks. */
const VERIFICATION_FAULTS = [
  'wrong_audience',
  'not_registered',
  'wrong_key',
  'unknown_key',
  'retired_key',
  'bad_signature',
  'revoked',
  'registry_mismatch',
  'replaced',
  'expired',
  'clock_behind',
  'not_yet_valid',
  'issued_in_future',
] as const;
export type VerificationFault = (typeof VERIFICATION_FAULTS)[number];

/** Stable codes, for logs and tests. Clients get "invalid_token" and nothing more, except for `clock_behind`. */
export type TokenFault = ParseFault | VerificationFault;
export const TOKEN_FAULTS: readonly TokenFault[] = [...PARSE_FAULTS, ...VERIFICATION_FAULTS];
