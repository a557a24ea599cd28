import type { KeyObject, X509Certificate } from 'node:crypto';
import { findChainFaults } from './chain-faults.ts';
import { CLOCK_CURE, type PairFault, type PairFaults } from './pair-fault.ts';
import { isForServers, isoDay, notAfterDate, notBeforeDate, subjectAltNames } from './x509.ts';

/** Checks a chain, in the order of its file, and the private key that belongs to its first certificate, if it is given. */
export function findPairFaults(
  chain: readonly [X509Certificate, ...X509Certificate[]],
  key: KeyObject | undefined,
  now: Date,
): PairFaults {
  const owner = key ? chain.find((certificate) => certificate.checkPrivateKey(key)) : chain[0];
  const leaf = owner ?? chain[0];
  const { errors, warnings } = findChainFaults(leaf, chain, now);
  return {
    errors: [
      ...(owner
        ? []
        : [{ what: 'the key does not match the certificate', cure: 'install both from the same renewal' }]),
      ...LEAF_CHECKS.flatMap((check) => check(leaf, now) || []),
      ...errors,
    ],
    warnings,
  };
}

const LEAF_CHECKS: readonly ((leaf: X509Certificate, now: Date) => PairFault | false)[] = [
  (leaf, now) =>
    notAfterDate(leaf) <= now && {
      what: `the certificate expired on ${isoDay(notAfterDate(leaf))}`,
      cure: 'renew it first',
    },
  (leaf, now) =>
    notBeforeDate(leaf) > now && {
      what: `the certificate is not valid before ${notBeforeDate(leaf).toISOString()}`,
      cure: CLOCK_CURE,
    },
  (leaf) =>
    subjectAltNames(leaf).length === 0 && {
      what: 'the certificate has no name (subjectAltName)',
      cure: 'get one for the host name that clients use',
    },
  (leaf) =>
    !isForServers(leaf) && {
      what: 'the certificate cannot be used by a server, because its extended key usage forbids it',
      cure: 'get one for servers (serverAuth)',
    },
];
