import { BlockList, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { AddressRules } from './address-rules.ts';

/** A socket on `::` takes IPv4 too. */
const ANY_HOSTS: readonly string[] = ['::', '0.0.0.0', ''];
/** It has a meaning only together with an interface. */
const LINK_LOCAL = /^fe80:/i;

/**
 * An address of this machine at which other machines would reach a port, if the rules admit it: a request from there to there
 * passes what a client's request passes. Undefined if there is none.
 *
 * @param host on which the port listens
 */
export function ownAddressFor(
  host: string,
  rules: AddressRules,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): string | undefined {
  const addresses = Object.values(interfaces).flatMap((of) => of ?? []);
  return addresses
    .filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address))
    .filter(({ address }) => ANY_HOSTS.includes(host) && !(host === '0.0.0.0' && isIPv6(address)))
    .map(({ address }) => address)
    .find((address) => isAdmitted(address, rules));
}

/** An allowed address takes precedence over a denied one. */
function isAdmitted(address: string, { allow, deny }: AddressRules): boolean {
  return isListed(address, allow) || !isListed(address, deny);
}

function isListed(address: string, networks: readonly string[]): boolean {
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', length = ''] = network.split('/');
    const family = isIPv6(base) ? 'ipv6' : 'ipv4';
    list.addSubnet(base, length === '' ? (family === 'ipv6' ? 128 : 32) : Number(length), family);
  }
  return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
