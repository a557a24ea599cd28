import type { TokenFault } from '@garland/tokens';

/** What a reason for a refusal means, and what its owner can do. docs/tokens.md says the same in the same words. */
export const TOKEN_FAULT_TEXTS: {
  readonly [F in TokenFault]: { readonly means: string; readonly todo: string };
} = {
  too_long: {
    means: 'It is longer than 2048 bytes.',
    todo: 'It is no token of Garland, or was pasted twice.',
  },
  malformed: {
    means:
      'It is not three parts of base64url with dots between, the last of 86 characters, in their one spelling.',
    todo: 'Copy it again, whole, without spaces, quotes or line breaks.',
  },
  bad_header: {
    means: 'Its header is not exactly alg, typ and kid, each once.',
    todo: 'It was not made by this version of Garland: make a new one.',
  },
  wrong_algorithm: {
    means: 'Its algorithm is not ES256.',
    todo: 'It was not made by Garland. Somebody may be trying something.',
  },
  high_s: {
    means: 'Its signature is the mirror image of one, which anybody can make of any signature.',
    todo: 'Use the token as it was printed. Somebody who has it may be trying something: rotate it.',
  },
  bad_payload: {
    means: 'Its claims are not one JSON object in UTF-8 without duplicate names.',
    todo: 'It was not made by Garland. Somebody may be trying something.',
  },
  missing_claim: {
    means: 'A claim is missing: there must be iss, aud, sub, jti, iat, nbf, exp and scope.',
    todo: 'It was not made by Garland: make a new one.',
  },
  unknown_claim: {
    means: 'It has a claim that no token of Garland has.',
    todo: 'It was not made by Garland: make a new one.',
  },
  malformed_claim: {
    means: 'A claim has a value that it can not have.',
    todo: 'It was not made by Garland. Somebody may be trying something.',
  },
  wrong_issuer: { means: 'Its issuer is not "garland".', todo: 'It is a token for something else.' },
  implausible_times: {
    means: 'It expires before it was issued, or before it begins.',
    todo: 'It was not made by Garland. Somebody may be trying something.',
  },
  wrong_audience: { means: 'It is for another tree.', todo: 'Make one on this tree.' },
  not_registered: {
    means: 'The registry does not list it.',
    todo: 'Make a new one. If it was issued here, an older registry has been restored from a backup.',
  },
  wrong_key: {
    means: 'It names another key than the one that it was issued with.',
    todo: 'Somebody may have an old signing key: rotate the key, without an overlap.',
  },
  unknown_key: {
    means: 'The key that it names is not among the public keys of this tree.',
    todo: 'Its key has been replaced: make a new one. If not, verify-key says what is wrong.',
  },
  retired_key: {
    means: 'The key that signed it has retired.',
    todo: 'Make a new one; rotate it next time before its key retires.',
  },
  bad_signature: {
    means: 'Its signature is not that of the key that it names.',
    todo: 'Copy it again, whole. Otherwise it is a forgery.',
  },
  revoked: { means: 'It was taken back.', todo: 'Make a new one, if that was a mistake.' },
  registry_mismatch: {
    means: 'It says something else than what was issued under its ID.',
    todo: 'Somebody may have the signing key: rotate it, without an overlap.',
  },
  replaced: {
    means: 'It was replaced, and the time beside its successor is over.',
    todo: 'Use the token that took its place, or make a new one.',
  },
  expired: { means: 'It has expired.', todo: 'Make a new one; rotate it next time before that.' },
  not_yet_valid: {
    means: 'It is not valid yet.',
    todo: "Look at this machine's clock; a Pi has none that survives a power cut.",
  },
  issued_in_future: {
    means: 'It was issued at a time that is still to come.',
    todo: "Look at this machine's clock; a Pi has none that survives a power cut.",
  },
};
