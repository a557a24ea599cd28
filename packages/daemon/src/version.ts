/** Garland's version, one for all its programs; a test holds it against every package.json. */
export const VERSION = '0.1.0';
