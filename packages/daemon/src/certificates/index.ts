export { findChainFaults } from './chain-faults.ts';
export { formatFault, type PairFault } from './pair-fault.ts';
export { findPairFaults } from './pair-faults.ts';
export { type PemResult, parseCertificates, parsePrivateKeys } from './parse-pem.ts';
export {
  distinguishedName,
  isIssuedBy,
  isSelfSigned,
  notAfterDate,
  notBeforeDate,
  subjectAltNames,
} from './x509.ts';
