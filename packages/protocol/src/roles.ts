/**
 * What a socket may do. A connection's role is that of the listening socket which accepted it;
 * nothing a peer sends can change it.
 */
export const ROLES = ['remote', 'local'] as const;
export type Role = (typeof ROLES)[number];
