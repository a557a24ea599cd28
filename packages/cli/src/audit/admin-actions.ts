/** What journald calls the records of this command; a service that runs `garland` does not get this name by itself. */
export const ADMIN_IDENTIFIER = 'garland-admin';

/** What root changes with `garland`, by the event of its record. Never the text of a token, a password or a key. */
export interface AdminActions {
  token_created: TokenFields;
  token_rotated: TokenFields & {
    readonly replacedTokenId: string;
    readonly replacedEndsAt: string;
  };
  token_revoked: {
    readonly subject: string;
    readonly tokenId: string;
    readonly folder?: string;
  };
  keys_created: {
    readonly tree: string;
    readonly keyId: string;
    readonly folder?: string;
  };
  key_rotated: {
    readonly keyId: string;
    readonly retiringKeyIds: readonly string[];
    /** When the last of them retires. */
    readonly retiresAt?: string;
    readonly folder?: string;
  };
  clock_trusted: {
    /** The time in the registry that the clock has not reached. */
    readonly forgotten: string;
    readonly folder?: string;
  };
  exposure_changed: {
    readonly exposure: string;
  };
  certificate_installed: {
    readonly names: readonly string[];
    readonly fingerprint: string;
    readonly source: string;
    readonly isRenewal: boolean;
  };
  client_certificate_created: {
    readonly client: string;
    readonly file: string;
  };
}

interface TokenFields {
  readonly subject: string;
  readonly tokenId: string;
  readonly scope: string;
  readonly expiresAt: string;
  /** Of keys and registry, unless it is the package's. */
  readonly folder?: string;
}

export type AdminEvent = keyof AdminActions;

export type AdminRecord = { [E in AdminEvent]: { readonly event: E } & AdminActions[E] }[AdminEvent];

/** An instant as records have it. */
export function toRecordTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
