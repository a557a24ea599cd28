import type { TokenFault } from '@garland/tokens';

/** The meaning of each reason for a refusal, and what the owner can do. docs/tokens.md has the same words. */
export const TOKEN_FAULT_TEXTS: {
  readonly [F in TokenFault]: { readonly meaning: string; readonly advice: string };
} = {
  too_long: {
    meaning: 'It is longer than 2048 bytes.',
    advice: 'It is not a Garland token, or was pasted twice.',
  },
  malformed: {
    meaning: 'It is not three base64url parts separated by dots, the last of 86 characters.',
    advice: 'Copy it again, whole, without spaces, quotes or line breaks.',
  },
  bad_header: {
    meaning: 'Its header is not exactly alg, typ and kid, each once.',
    advice: 'It was not created by this version of Garland: create a new one.',
  },
  wrong_algorithm: {
    meaning: 'Its algorithm is not ES256.',
    advice: 'It was not created by Garland. This may be an attack.',
  },
  high_s: {
    meaning: 'Its signature is in high-S form, which anyone can derive from a valid signature.',
    advice:
      'Use the token as it was printed. If you do, this may be an attack by someone who has it: rotate it.',
  },
  bad_payload: {
    meaning: 'Its claims are not one JSON object in UTF-8 without duplicate names.',
    advice: 'It was not created by Garland. This may be an attack.',
  },
  missing_claim: {
    meaning: 'A claim is missing: there must be iss, aud, sub, jti, iat, nbf, exp and scope.',
    advice: 'It was not created by Garland: create a new one.',
  },
  unknown_claim: {
    meaning: 'It has a claim that is not part of a Garland token.',
    advice: 'It was not created by Garland: create a new one.',
  },
  malformed_claim: {
    meaning: 'A claim has an invalid value.',
    advice: 'It was not created by Garland. This may be an attack.',
  },
  wrong_issuer: { meaning: 'Its issuer is not "garland".', advice: 'It is a token for something else.' },
  implausible_times: {
    meaning: 'It expires before it was issued, or before it begins.',
    advice: 'It was not created by Garland. This may be an attack.',
  },
  wrong_audience: { meaning: 'It is for another tree.', advice: 'Create one on this tree.' },
  not_registered: {
    meaning: 'The registry does not list it.',
    advice: 'Create a new one. If it was issued here, an older registry has been restored from a backup.',
  },
  wrong_key: {
    meaning: 'It names a different key from the one that it was issued with.',
    advice: 'An attacker may have an old signing key: rotate the key, with --overlap 0.',
  },
  unknown_key: {
    meaning: 'The key that it names is not among the public keys of this tree.',
    advice: 'Its key has been replaced: create a new one. Otherwise run sudo garland token verify-key.',
  },
  retired_key: {
    meaning: 'The key that signed it is retired.',
    advice: 'Create a new one; next time rotate it before its key retires.',
  },
  bad_signature: {
    meaning: 'Its signature is not that of the key that it names.',
    advice: 'Copy it again, whole. If that does not help, it is forged.',
  },
  revoked: { meaning: 'It was revoked.', advice: 'Create a new one, if that was a mistake.' },
  registry_mismatch: {
    meaning: 'It differs from what was issued under its ID.',
    advice: 'An attacker may have the signing key: rotate it, with --overlap 0.',
  },
  replaced: {
    meaning: 'It was replaced, and the overlap has ended.',
    advice: 'Use the token that replaced it, or create a new one.',
  },
  expired: { meaning: 'It has expired.', advice: 'Create a new one; next time rotate it before that.' },
  clock_behind: {
    meaning: 'The clock of this machine is before the last change of the tokens, or the build of Garland.',
    advice: 'Set the clock: sudo timedatectl set-ntp true. A Pi has no battery for it.',
  },
  not_yet_valid: {
    meaning: 'It is not valid yet.',
    advice: 'Check the clock of this machine; a Pi has no battery for it.',
  },
  issued_in_future: {
    meaning: 'It was issued at a time in the future.',
    advice: 'Check the clock of this machine; a Pi has no battery for it.',
  },
};
