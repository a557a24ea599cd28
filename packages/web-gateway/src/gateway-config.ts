import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import {
  describeValue,
  type Field,
  integer,
  optional,
  type ProblemReport,
  readConfig,
  string,
  table,
  uniqueListOf,
  withDefault,
} from '@garland/toml';
import { isLoopback } from './client-address.ts';
import { type IpNetwork, parseNetwork } from './trusted-proxies.ts';

/** A value together with the line it stands on, for problems that only show when it is used. */
export interface Located<T> {
  readonly value: T;
  readonly line: number | undefined;
}

/** Bounds on what the outside may ask for. */
export interface GatewayLimits {
  /** Failed requests without a valid token, per address. */
  readonly failures_per_minute: number;
  /** Requests for the health check, per address. */
  readonly health_checks_per_minute: number;
  /** Requests with a valid token, per token. */
  readonly requests_per_minute: number;
  readonly connections_per_address: number;
  readonly connections: number;
  /** Accepted of one address; more are closed before they cost a handshake. */
  readonly new_connections_per_second: number;
  /** Addresses of IPv6 that have so many leading bits in common are one client. */
  readonly ipv6_prefix_bits: number;
}

/** How long the outside may take. Node's own values are meant for a server among friends. */
export interface GatewayTimeouts {
  /** Of TLS. */
  readonly handshake_ms: number;
  /** From the first byte of a request to the end of its header fields. */
  readonly headers_ms: number;
  /** From there to the end of its body, that time included. */
  readonly request_ms: number;
  /** Of an answer that the client does not read. */
  readonly answer_ms: number;
  /** Between an answer and the next request on the same connection. */
  readonly keep_alive_ms: number;
}

/** The form of gateway.toml. Paths are relative to its folder. */
export interface GatewayConfig {
  readonly listen: {
    readonly host: Located<string>;
    readonly port: number;
    readonly trusted_proxies: readonly IpNetwork[];
  };
  readonly tls:
    | {
        readonly certificate: Located<string>;
        readonly key: Located<string>;
        /** Whose certificates clients must have. None: they need none. */
        readonly client_ca: Located<string> | undefined;
      }
    | undefined;
  readonly tokens: { readonly public_key: Located<string>; readonly registry: Located<string> };
  readonly driver: { readonly socket: string };
  readonly limits: GatewayLimits;
  readonly timeouts: GatewayTimeouts;
}

/** Reads gateway.toml. `check` may add what the files that it names get wrong. */
export function readGatewayConfig(
  file: string,
  check: (config: GatewayConfig, report: ProblemReport) => void = () => {},
): GatewayConfig {
  return readConfig(file, schemaFor(dirname(resolve(file))), (config, report) => {
    checkExposure(config, report);
    checkTimeouts(config, report);
    check(config, report);
  });
}

function schemaFor(folder: string): Field<GatewayConfig> {
  const path = resolvedPath(string('the path of a file'), folder);
  return table<GatewayConfig>({
    listen: table<GatewayConfig['listen']>({
      host: withDefault(
        located(string('an IP address, such as "127.0.0.1" or "::"', (text) => isIP(text) !== 0)),
        {
          value: '127.0.0.1',
          line: undefined,
        },
      ),
      port: withDefault(integer(0, 65_535), 8080),
      trusted_proxies: withDefault(uniqueListOf(network), []),
    }),
    tls: optional(
      table<NonNullable<GatewayConfig['tls']>>({
        certificate: located(path),
        key: located(path),
        client_ca: optional(located(path)),
      }),
    ),
    tokens: table<GatewayConfig['tokens']>({ public_key: located(path), registry: located(path) }),
    driver: table<GatewayConfig['driver']>({ socket: withDefault(path, '/run/garland/remote.sock') }),
    limits: table<GatewayLimits>({
      failures_per_minute: withDefault(integer(1, 100_000), 30),
      health_checks_per_minute: withDefault(integer(1, 1_000_000), 120),
      requests_per_minute: withDefault(integer(1, 1_000_000), 60),
      connections_per_address: withDefault(integer(1, 1_000), 16),
      connections: withDefault(integer(1, 1_000), 64),
      new_connections_per_second: withDefault(integer(1, 10_000), 10),
      ipv6_prefix_bits: withDefault(integer(32, 128), 64),
    }),
    timeouts: table<GatewayTimeouts>({
      handshake_ms: withDefault(integer(100, 60_000), 5_000),
      headers_ms: withDefault(integer(100, 60_000), 5_000),
      request_ms: withDefault(integer(100, 60_000), 10_000),
      answer_ms: withDefault(integer(100, 60_000), 5_000),
      keep_alive_ms: withDefault(integer(100, 60_000), 5_000),
    }),
  });
}

const NETWORK_DESCRIPTION = 'an IP address or a CIDR block, such as "127.0.0.1" or "10.0.0.0/8"';

/** Proxies are named one by one: whoever is on this list may say of anybody that he is somebody else. */
const network: Field<IpNetwork> = {
  expects: NETWORK_DESCRIPTION,
  read({ value, line }, key, report) {
    const parsed = typeof value === 'string' ? parseNetwork(value) : { fault: 'it is no text' };
    if (!('fault' in parsed)) return parsed;
    return report.add(
      'not_allowed',
      line,
      key,
      `must be ${NETWORK_DESCRIPTION}, not ${describeValue(value)}: ${parsed.fault}`,
    );
  },
};

/** Headers are a part of the request. */
function checkTimeouts({ timeouts }: GatewayConfig, report: ProblemReport): void {
  if (timeouts.headers_ms <= timeouts.request_ms) return;
  report.add('inconsistent', undefined, 'timeouts.headers_ms', 'must not be more than timeouts.request_ms');
}

/** Without TLS a token would travel in the clear: only where nobody else listens. */
function checkExposure({ listen, tls }: GatewayConfig, report: ProblemReport): void {
  if (tls || isLoopback(listen.host.value)) return;
  report.add(
    'inconsistent',
    listen.host.line,
    'listen.host',
    `plain HTTP is for loopback only, and "${listen.host.value}" is reachable from outside: add [tls] with certificate and key, or use "127.0.0.1"`,
  );
}

function located<T>(field: Field<T>): Field<Located<T>> {
  return {
    expects: field.expects,
    read(node, key, report) {
      const value = field.read(node, key, report);
      return value === undefined ? undefined : { value, line: node.line };
    },
  };
}

function resolvedPath(field: Field<string>, folder: string): Field<string> {
  return {
    expects: field.expects,
    read(node, key, report) {
      const path = field.read(node, key, report);
      return path === undefined ? undefined : resolve(folder, path);
    },
  };
}
