/** This machine's own command line. */
export const LOCAL_PRINCIPAL = 'local';

/** Names that the audit log itself uses: a token with such a name could pass for one of them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([LOCAL_PRINCIPAL, 'driver', 'gateway']);
