/** An ES256 signature in a token is r, then s, each a 32-byte number. */
const COORDINATE_BYTES = 32;

/** The order of P-256. @see https://doi.org/10.6028/NIST.SP.800-186 section 3.2.1.3 */
export const P256_ORDER: bigint = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_P256_ORDER = toBytes(P256_ORDER >> 1n);

/**
 * Whether s is in the lower half. Anyone can turn a signature (r, s) into (r, order − s), which is valid too: only the
 * lower of the two is accepted, so that a token has exactly one text.
 */
export function isLowS(signature: Uint8Array): boolean {
  return Buffer.compare(signature.subarray(COORDINATE_BYTES), HALF_P256_ORDER) <= 0;
}

/** The same signature in its accepted form. */
export function toLowS(signature: Uint8Array): Uint8Array {
  if (isLowS(signature)) return signature;
  const s = BigInt(`0x${Buffer.from(signature.subarray(COORDINATE_BYTES)).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, COORDINATE_BYTES), toBytes(P256_ORDER - s)]);
}

function toBytes(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * COORDINATE_BYTES, '0'), 'hex');
}
