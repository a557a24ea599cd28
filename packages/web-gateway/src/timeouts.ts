import { type Field, integer, table, withDefault } from '@garland/toml';

/** How long a client can take: [timeouts] in gateway.toml. Node's own defaults are too generous for a public port. */
export interface GatewayTimeouts {
  /** For the TLS handshake. */
  readonly handshake_ms: number;
  /** From the first byte of a request to the end of its header fields. */
  readonly headers_ms: number;
  /** From the first byte of a request to the end of its body. */
  readonly request_ms: number;
  /** For a client to read its response. */
  readonly answer_ms: number;
  /** Between a response and the next request on the same connection. */
  readonly keep_alive_ms: number;
}

/** The defaults. */
export const GATEWAY_TIMEOUTS: Field<GatewayTimeouts> = table<GatewayTimeouts>({
  handshake_ms: withDefault(integer(100, 60_000), 5_000),
  headers_ms: withDefault(integer(100, 60_000), 5_000),
  request_ms: withDefault(integer(100, 60_000), 10_000),
  answer_ms: withDefault(integer(100, 60_000), 5_000),
  keep_alive_ms: withDefault(integer(100, 60_000), 5_000),
});
