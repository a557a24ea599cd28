import { BlockList, isIP, SocketAddress } from 'node:net';

const UNKNOWN = 'unknown';
/** The prefixes of IPv4 addresses within IPv6: RFC 4291, 2.5.5.2 and RFC 6052, 2.1. */
const IPV4_PREFIXES: readonly (readonly number[])[] = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
];
const DOTTED_MAPPED = /^::ffff:(?=\d+\.)/i;
const GROUP_BITS = 16;
const GROUP_COUNT = 8;

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Returns an IPv4 address from a dual-stack socket in its usual dotted form. */
export function normalizeAddress(address: string | undefined): string {
  return address?.replace(DOTTED_MAPPED, '') ?? UNKNOWN;
}

/** Returns the canonical spelling of an address, or undefined if the text is not an address. */
export function parseAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family === 0 || text.includes('%')) return undefined;
  return family === 4 ? text : normalizeAddress(new SocketAddress({ address: text, family: 'ipv6' }).address);
}

/**
 * What rate limits count by: the IPv4 address, even if written within IPv6, or the prefix of the IPv6 address, because one
 * household or rented server has all the addresses behind it.
 */
export function rateLimitKey(address: string, ipv6PrefixBits: number): string {
  const family = isIP(address);
  if (family !== 6) return family === 4 ? address : UNKNOWN;
  const groups = ipv6Groups(address);
  const embedded = embeddedIpv4(groups);
  if (embedded) return embedded;
  const prefix = groups
    .map((group, i) => group & groupMask(ipv6PrefixBits - i * GROUP_BITS))
    .map((group) => group.toString(16));
  return `${prefix.join(':')}/${ipv6PrefixBits}`;
}

export function isLoopback(address: string): boolean {
  const plain = normalizeAddress(address);
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}

/** The eight numbers of an IPv6 address. */
function ipv6Groups(address: string): number[] {
  const [text = ''] = address.split('%');
  const hex = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) =>
    [0, 2].map((i) => ((Number(bytes[i]) << 8) | Number(bytes[i + 1])).toString(16)).join(':'),
  );
  const [left = [], right = []] = hex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = Array<string>(GROUP_COUNT - left.length - right.length).fill('0');
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function embeddedIpv4(groups: readonly number[]): string | undefined {
  if (!IPV4_PREFIXES.some((prefix) => prefix.every((group, i) => group === groups[i]))) return undefined;
  return groups
    .slice(-2)
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}

function groupMask(bits: number): number {
  const kept = Math.min(GROUP_BITS, Math.max(0, bits));
  return (0xffff << (GROUP_BITS - kept)) & 0xffff;
}
