import { BlockList, isIP } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';

/** A home connection gets a whole prefix of IPv6 addresses; each of them is the same client. */
const IPV6_PREFIX_BITS = 56;
const MAPPED_IPV4 = /^::ffff:(?=\d+\.)/i;
const UNKNOWN = 'unknown';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** A peer's address as people write it: an IPv4 address that came through a dual-stack socket is an IPv4 address. */
export function plainAddress(address: string | undefined): string {
  return address?.replace(MAPPED_IPV4, '') ?? UNKNOWN;
}

/** What limits count by: the IPv4 address, or the prefix of the IPv6 address. */
export function clientKey(address: string): string {
  return isIP(address) ? ipKeyGenerator(address, IPV6_PREFIX_BITS) : UNKNOWN;
}

export function isLoopback(address: string): boolean {
  const plain = plainAddress(address);
  const family = isIP(plain);
  return family !== 0 && loopback.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
