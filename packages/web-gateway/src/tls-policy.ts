import { constants } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';

/**
 * ChaCha20 first: no Pi before the 5 computes AES in hardware, and without it AES is slower and leaks time. All suites
 * are AEADs with forward secrecy (RFC 9325, 4.2); ECDSA before RSA, whose signatures cost an ARMv6 core tens of milliseconds.
 */
const CIPHERS: readonly string[] = [
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES256-GCM-SHA384',
];

/** 112 bits of strength at least: no RSA below 2048 bits, no SHA-1 (openssl, SSL_CTX_set_security_level). */
const SECURITY_LEVEL = 2;

/** How long a client can resume its session, which saves a signature. */
export const SESSION_LIFETIME_S: number = 24 * 60 * 60;

/** The TLS settings, independent of the certificate. */
export const TLS_POLICY: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  maxVersion: 'TLSv1.3',
  ciphers: [...CIPHERS, `@SECLEVEL=${SECURITY_LEVEL}`].join(':'),
  honorCipherOrder: true,
  ecdhCurve: 'X25519:P-256:P-384',
  secureOptions: constants.SSL_OP_NO_RENEGOTIATION | constants.SSL_OP_NO_COMPRESSION,
  sessionTimeout: SESSION_LIFETIME_S,
};
