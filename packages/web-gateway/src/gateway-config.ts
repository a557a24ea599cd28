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
import { GATEWAY_LIMITS, type GatewayLimits } from './rate-limits.ts';
import { GATEWAY_TIMEOUTS, type GatewayTimeouts } from './timeouts.ts';
import { type IpNetwork, parseNetwork } from './trusted-proxies.ts';

/** A value and its line, for mistakes that only show when the value is used. */
export interface Located<T> {
  readonly value: T;
  readonly line: number | undefined;
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
        /** The CA of client certificates; without it, clients need none. */
        readonly client_ca: Located<string> | undefined;
      }
    | undefined;
  readonly tokens: { readonly public_key: Located<string>; readonly registry: Located<string> };
  readonly driver: { readonly socket: string };
  readonly limits: GatewayLimits;
  readonly timeouts: GatewayTimeouts;
}

/** Reads gateway.toml. `check` reports mistakes in the files that it names. */
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
    limits: GATEWAY_LIMITS,
    timeouts: GATEWAY_TIMEOUTS,
  });
}

const NETWORK_DESCRIPTION = 'an IP address or a CIDR block, such as "127.0.0.1" or "10.0.0.0/8"';

/** A listed proxy can claim any client address. */
const network: Field<IpNetwork> = {
  expects: NETWORK_DESCRIPTION,
  read({ value, line }, key, report) {
    const parsed = typeof value === 'string' ? parseNetwork(value) : { fault: 'it is not a string' };
    if (!('fault' in parsed)) return parsed;
    return report.add(
      'not_allowed',
      line,
      key,
      `must be ${NETWORK_DESCRIPTION}, not ${describeValue(value)}: ${parsed.fault}`,
    );
  },
};

function checkTimeouts({ timeouts }: GatewayConfig, report: ProblemReport): void {
  if (timeouts.headers_ms <= timeouts.request_ms) return;
  report.add('inconsistent', undefined, 'timeouts.headers_ms', 'must not be more than timeouts.request_ms');
}

/** Without TLS, tokens travel in clear text, so plain HTTP is allowed on loopback only. */
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
