import { type Field, integer, table, withDefault } from '@garland/toml';

/** What the internet can ask for: [limits] in gateway.toml. */
export interface GatewayLimits {
  /** Failed requests without a valid token, per address. */
  readonly failures_per_minute: number;
  /** Health checks, per address. */
  readonly health_checks_per_minute: number;
  /** Requests with a valid token, per token. */
  readonly requests_per_minute: number;
  readonly connections_per_address: number;
  readonly connections: number;
  /** Per address; more are closed before they cost a handshake. */
  readonly new_connections_per_second: number;
  /** IPv6 addresses that share this many leading bits count as one client. */
  readonly ipv6_prefix_bits: number;
}

/** The defaults. */
export const GATEWAY_LIMITS: Field<GatewayLimits> = table<GatewayLimits>({
  failures_per_minute: withDefault(integer(1, 100_000), 30),
  health_checks_per_minute: withDefault(integer(1, 1_000_000), 120),
  requests_per_minute: withDefault(integer(1, 1_000_000), 60),
  connections_per_address: withDefault(integer(1, 1_000), 16),
  connections: withDefault(integer(1, 1_000), 64),
  new_connections_per_second: withDefault(integer(1, 10_000), 10),
  ipv6_prefix_bits: withDefault(integer(32, 128), 64),
});
