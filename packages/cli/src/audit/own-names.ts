/** Whoever is at this machine's own command line. */
export const HOUSE = 'house';

/** Whom the trail itself names: a token of such a name could pass for one of them. */
export const OWN_NAMES: ReadonlySet<string> = new Set([HOUSE, 'driver', 'gateway']);
