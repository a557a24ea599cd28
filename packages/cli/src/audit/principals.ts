/** This machine's own command line. */
export const LOCAL_PRINCIPAL = 'local';

/** Who changes tokens, certificate and exposure. */
export const ROOT_PRINCIPAL = 'root';

/** Names that the audit log itself uses, and for whom: a token with such a name could pass for one of them. */
export const RESERVED_NAMES: ReadonlyMap<string, string> = new Map([
  [LOCAL_PRINCIPAL, 'the local command line'],
  [ROOT_PRINCIPAL, 'the administrator'],
  ['driver', 'the driver itself'],
  ['gateway', 'the gateway itself'],
]);
