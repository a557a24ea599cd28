import type { X509Certificate } from 'node:crypto';
import { CLOCK_CURE, type PairFault, type PairFaults } from './pair-fault.ts';
import { isIssuedByTrustedRoot } from './trusted-roots.ts';
import {
  displayName,
  distinguishedName,
  isIssuedBy,
  isoDay,
  isSelfSigned,
  notAfterDate,
  notBeforeDate,
} from './x509.ts';

type Chain = readonly X509Certificate[];

/** Whether clients find a way from the leaf to a root: each certificate is followed by that of its issuer, and all are valid. */
export function findChainFaults(leaf: X509Certificate, chain: Chain, now: Date): PairFaults {
  const path = findPath(leaf, chain);
  const { errors, warnings } = checkTop(path, chain);
  return {
    errors: [
      ...errors,
      ...checkOrder(path, chain),
      ...path.slice(1).flatMap((link) => checkIssuerDates(link, now)),
    ],
    warnings,
  };
}

/** From the leaf, each followed by its issuer, as far as the certificates lead. */
function findPath(leaf: X509Certificate, chain: Chain): Chain {
  const path = [leaf];
  for (;;) {
    const last = path.at(-1) as X509Certificate;
    const issuer = chain.find(
      (candidate) => !path.some((link) => isSame(link, candidate)) && isIssuedBy(last, candidate),
    );
    if (!issuer || isSelfSigned(last)) return path;
    path.push(issuer);
  }
}

function checkTop(path: Chain, chain: Chain): PairFaults {
  const top = path.at(-1) as X509Certificate;
  if (isSelfSigned(top) || isIssuedByTrustedRoot(top)) return { errors: [], warnings: [] };
  const issuer = distinguishedName(top.issuer) || 'without a name';
  return path.length > 1
    ? { errors: [], warnings: [unknownRoot(top, issuer)] }
    : { errors: [missingIssuer(chain, issuer, top)], warnings: [] };
}

function missingIssuer(chain: Chain, issuer: string, leaf: X509Certificate): PairFault {
  const what = chain.some(({ subject }) => subject === leaf.issuer)
    ? `the chain is broken, because the certificate ${issuer} in the file is not the one that signed the first`
    : `the chain is incomplete, because the certificate of the issuer (${issuer}) is missing, so IFTTT and other clients refuse it`;
  return {
    what,
    cure: 'use the file with the whole chain, such as "fullchain.pem" or acme.sh\'s "fullchain.cer"',
  };
}

function unknownRoot(top: X509Certificate, issuer: string): PairFault {
  return {
    what: `this machine does not trust the CA at the end of the chain (${issuer}), and the file does not contain it`,
    cure: `if it is not your own CA, a certificate is missing after ${displayName(top)}, and IFTTT and other clients refuse the chain`,
  };
}

function checkOrder(path: Chain, chain: Chain): PairFault[] {
  const strangers = chain.filter((link) => !path.some((known) => isSame(known, link)));
  const isRepeated = chain.length - strangers.length > path.length;
  if (strangers.length > 0)
    return strangers.map((link) => ({
      what: `the certificate ${displayName(link)} does not belong to the chain`,
      cure: 'remove it from the file',
    }));
  if (isRepeated)
    return [{ what: 'the file has a certificate more than once', cure: 'remove the repetition' }];
  if (path.every((link, i) => isSame(link, chain[i]))) return [];
  return [
    {
      what: 'the chain is in the wrong order',
      cure: `the right one is ${path.map(displayName).join(' | ')}`,
    },
  ];
}

function checkIssuerDates(link: X509Certificate, now: Date): PairFault[] {
  const name = `the certificate ${displayName(link)} in the chain`;
  if (notAfterDate(link) <= now)
    return [
      { what: `${name} expired on ${isoDay(notAfterDate(link))}`, cure: 'get a new chain from the CA' },
    ];
  if (notBeforeDate(link) > now)
    return [{ what: `${name} is not valid before ${notBeforeDate(link).toISOString()}`, cure: CLOCK_CURE }];
  return [];
}

function isSame(a: X509Certificate, b: X509Certificate | undefined): boolean {
  return a.fingerprint256 === b?.fingerprint256;
}
