/** systemd's IPAddressAllow= and IPAddressDeny= of the gateway's port: an allowed address takes precedence over a denied one. */
export interface AddressRules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export interface Exposure extends AddressRules {
  /** Completes the sentence "Port 8443 is open to …". */
  readonly audience: string;
}

const LOOPBACK_ADDRESSES = ['127.0.0.0/8', '::1/128'];
/** Link-local, private (RFC 1918) and unique local (RFC 4193) addresses. */
const LAN_ADDRESSES = [
  '169.254.0.0/16',
  'fe80::/64',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
];
const ANY_ADDRESS = ['0.0.0.0/0', '::/0'];

export type ExposureName = 'lan' | 'internet' | 'both' | 'off';

/** Who can reach the gateway's port. The socket unit is installed with `lan`. */
export const EXPOSURES: Readonly<Record<ExposureName, Exposure>> = {
  lan: {
    audience: 'your local network',
    allow: [...LOOPBACK_ADDRESSES, ...LAN_ADDRESSES],
    deny: ANY_ADDRESS,
  },
  internet: {
    audience: 'the internet, but not to your local network',
    allow: LOOPBACK_ADDRESSES,
    deny: LAN_ADDRESSES,
  },
  both: { audience: 'your local network and the internet', allow: [], deny: [] },
  off: { audience: 'this machine only', allow: LOOPBACK_ADDRESSES, deny: ANY_ADDRESS },
};

export const EXPOSURE_NAMES: readonly ExposureName[] = Object.keys(EXPOSURES) as ExposureName[];

/** The name of these rules; undefined for custom ones. */
export function findExposureName(rules: AddressRules): ExposureName | undefined {
  return EXPOSURE_NAMES.find((name) => {
    const { allow, deny } = EXPOSURES[name];
    return equalSets(allow, rules.allow) && equalSets(deny, rules.deny);
  });
}

function equalSets(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}
