/** A connection has the role of the listening socket that accepted it; nothing that a peer sends can change it. */
export const ROLES = ['remote', 'local'] as const;
export type Role = (typeof ROLES)[number];
