/** This machine's own command line. */
export const LOCAL_PRINCIPAL = 'local';

/** Names that the audit log gives out itself: a token with one of them could pass for its bearer. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([LOCAL_PRINCIPAL, 'driver', 'gateway']);
