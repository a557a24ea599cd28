import { BlockList, isIP } from 'node:net';
import { parseAddress } from './client-address.ts';

/** Addresses with the same leading bits; a single address has all of them in common with itself. */
export interface IpNetwork {
  readonly address: string;
  readonly prefixBits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** More than a chain of proxies has; what stands further left is not looked at. */
const MAX_HOPS = 16;

/** Reads an IP address or CIDR block. Told why not, if it is none. */
export function parseNetwork(text: string): IpNetwork | { readonly fault: string } {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || address.includes('%'))
    return { fault: 'a name or a switch would trust whoever stands behind it' };
  if (parseAddress(address) !== address && version === 6 && isIP(parseAddress(address) ?? '') === 4)
    return { fault: 'an IPv4 address is written as one, such as 192.0.2.1' };
  const [family, width] = version === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
  const prefixBits = bits === undefined ? width : Number(bits);
  if (prefixBits > width) return { fault: `the prefix has at most ${width} bits` };
  if (prefixBits === 0) return { fault: '/0 is everybody, so anybody could claim to be anyone' };
  return { address: address, prefixBits, family };
}

/** Who stands between the internet and the gateway, and is believed about whom it speaks for. */
export class TrustedProxies {
  readonly #networks = new BlockList();
  readonly #isEmpty: boolean;

  constructor(networks: readonly IpNetwork[]) {
    this.#isEmpty = networks.length === 0;
    for (const { address, prefixBits, family } of networks)
      this.#networks.addSubnet(address, prefixBits, family);
  }

  has(address: string): boolean {
    if (this.#isEmpty) return false;
    const family = isIP(address);
    return family !== 0 && this.#networks.check(address, family === 4 ? 'ipv4' : 'ipv6');
  }

  /**
   * The address of the client behind a trusted peer. Each proxy appends who came to it, so X-Forwarded-For is read from
   * the right, and the first that is no proxy of ours is the client; what stands left of it is hearsay. Without such a
   * header the proxy speaks for itself.
   *
   * @returns undefined if what a trusted proxy wrote is no address
   */
  clientAddress(peer: string, forwardedFor: string | undefined): string | undefined {
    const hops = forwardedFor?.split(',').slice(-MAX_HOPS).reverse() ?? [];
    let client = peer;
    for (const hop of hops) {
      const address = parseAddress(hop.trim());
      if (address === undefined) return undefined;
      client = address;
      if (!this.has(address)) break;
    }
    return client;
  }
}
