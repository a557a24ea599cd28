/** What systemd's IPAddressAllow= and IPAddressDeny= say of the gateway's port: an allowed address wins over a denied one. */
export interface AddressRules {
  readonly allow: readonly string[];
  readonly deny: readonly string[];
}

export interface Exposure extends AddressRules {
  /** In words that finish "The port is open to …". */
  readonly to: string;
}

const THIS_MACHINE = ['127.0.0.0/8', '::1/128'];
/** Link-local, private (RFC 1918) and unique local (RFC 4193) addresses. */
const LOCAL_NETWORK = [
  '169.254.0.0/16',
  'fe80::/64',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
];
const ANYWHERE = ['0.0.0.0/0', '::/0'];

export type ExposureName = 'lan' | 'internet' | 'both' | 'off';

/** Who may reach the gateway's port. The socket unit comes with `lan`. */
export const EXPOSURES: Readonly<Record<ExposureName, Exposure>> = {
  lan: { to: 'the local network', allow: [...THIS_MACHINE, ...LOCAL_NETWORK], deny: ANYWHERE },
  internet: { to: 'the internet, not the local network', allow: THIS_MACHINE, deny: LOCAL_NETWORK },
  both: { to: 'the local network and the internet', allow: [], deny: [] },
  off: { to: 'this machine alone', allow: THIS_MACHINE, deny: ANYWHERE },
};

export const EXPOSURE_NAMES: readonly ExposureName[] = Object.keys(EXPOSURES) as ExposureName[];

/** Which of them these rules are; none, if somebody has made rules of his own. */
export function nameOf(rules: AddressRules): ExposureName | undefined {
  return EXPOSURE_NAMES.find((name) => {
    const { allow, deny } = EXPOSURES[name];
    return sameSet(allow, rules.allow) && sameSet(deny, rules.deny);
  });
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return [...one].sort().join() === [...other].sort().join();
}
