/** Paths of the installed package. */
export const INSTALLED_PATHS = {
  node: '/etc/garland/node',
  driverConfig: '/etc/garland/driver.toml',
  gatewayConfig: '/etc/garland/gateway.toml',
  tlsFolder: '/etc/garland/tls',
  certificate: '/etc/garland/tls/fullchain.pem',
  certificateKey: '/etc/garland/tls/privkey.pem',
  clientsFolder: '/etc/garland/clients',
  tokenFolder: '/etc/garland/tokens',
  signingFolder: '/etc/garland/tokens/private',
  signingKey: '/etc/garland/tokens/private/signing-key.pem',
  publicKeys: '/etc/garland/tokens/public-key.pem',
  registry: '/etc/garland/tokens/registry.json',
  remoteSocket: '/run/garland/remote.sock',
  localSocket: '/run/garland/local.sock',
  rootSocket: '/run/garland/root.sock',
  failedStart: '/run/garland/start-failed',
  programs: ['/usr/lib/garland/driver.cjs', '/usr/lib/garland/gateway.cjs', '/usr/lib/garland/cli.cjs'],
  addon: '/usr/lib/garland/node_modules/rpi-ws281x-native/build/Release/rpi_ws281x.node',
} as const;

export const SERVICE_UNITS = {
  driver: 'garland-driver.service',
  gateway: 'garland-gateway.service',
} as const;
export const SOCKET_UNITS = {
  remote: 'garland-remote.socket',
  local: 'garland-local.socket',
  root: 'garland-root.socket',
  gateway: 'garland-gateway.socket',
} as const;
