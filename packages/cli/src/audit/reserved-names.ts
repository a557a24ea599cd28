/** Whoever is at this machine's own command line. */
export const LOCAL_PRINCIPAL = 'house';

/** Whom the trail itself names: a token of such a name could pass for one of them. */
export const RESERVED_NAMES: ReadonlySet<string> = new Set([LOCAL_PRINCIPAL, 'driver', 'gateway']);
