import { BlockList, isIP } from 'node:net';
import { parseAddress } from './client-address.ts';

/** The addresses that share a prefix; for a single address the prefix is the whole address. */
export interface IpNetwork {
  readonly address: string;
  readonly prefixBits: number;
  readonly family: 'ipv4' | 'ipv6';
}

/** More than any chain of proxies has; entries further left are ignored. */
const MAX_HOPS = 16;

/** Parses an IP address or CIDR block. */
export function parseNetwork(text: string): IpNetwork | { readonly fault: string } {
  const [, address = '', bits] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  if (version === 0 || address.includes('%'))
    return { fault: 'use an IP address, because a host name could resolve to any address' };
  if (parseAddress(address) !== address && version === 6 && isIP(parseAddress(address) ?? '') === 4)
    return { fault: 'write IPv4 addresses in dotted form, such as 192.0.2.1' };
  const [family, width] = version === 4 ? (['ipv4', 32] as const) : (['ipv6', 128] as const);
  const prefixBits = bits === undefined ? width : Number(bits);
  if (prefixBits > width) return { fault: `the prefix has at most ${width} bits` };
  if (prefixBits === 0) return { fault: '/0 trusts every address, so any client could claim any address' };
  return { address: address, prefixBits, family };
}

/** The proxies between the internet and the gateway whose X-Forwarded-For is trusted. */
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
   * The address of the client behind a trusted peer. Each proxy appends its peer's address, so X-Forwarded-For is read from
   * the right, and the first address that is not a trusted proxy is the client; anything left of it is unverified. Without
   * the header, the proxy itself is the client.
   *
   * @returns undefined if a trusted proxy sent something other than an address
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
