import { setTimeout as delay } from 'node:timers/promises';
import { buildTimeS, isJournalStream, restartDelay, VERSION } from '@garland/daemon';
import { clientFromDescriptor, connectToDriver } from '@garland/protocol/client';
import { createApp } from './app.ts';
import { type AuditLogger, createAuditLogger } from './audit/audit-logger.ts';
import { startExpiryMonitor } from './auth/start-expiry-monitor.ts';
import { TokenVerifier } from './auth/token-verifier.ts';
import { awaitSeal } from './await-seal.ts';
import { certificateWarnings, checkFiles } from './check-files.ts';
import { ConnectionTracker } from './connection-tracker.ts';
import { drainConnections } from './drain-connections.ts';
import { DriverConnection } from './driver/driver-connection.ts';
import { EXIT } from './exit-codes.ts';
import { redactedStack, reportFatalError } from './fatal-error.ts';
import { createServer } from './http-server.ts';
import { loadConfig } from './load-config.ts';
import { parseOptions, USAGE } from './options.ts';
import { listen } from './start-listening.ts';
import { findSystemdSockets } from './systemd-sockets.ts';
import { TrustedProxies } from './trusted-proxies.ts';

/** The gateway listens once the driver answers, or after this time, so that clients get an error instead of silence. */
const DRIVER_WAIT_MS = 1_000;

async function main(): Promise<number> {
  const { action, configFile } = parseOptions(process.argv.slice(2));
  switch (action) {
    case 'help':
      return print(USAGE);
    case 'version':
      return print(`${VERSION}\n`);
    case 'check':
      return print(checkReport(configFile));
    case 'run':
      return await runGateway(configFile, createAuditLogger(isJournalStream(process.stdout.fd, process.env)));
  }
}

function checkReport(configFile: string): string {
  const { credentials } = loadConfig(configFile, checkFiles);
  const warnings = certificateWarnings(credentials).map((text) => `warning: ${text}\n`);
  return [`${configFile}: no mistakes found\n`, ...warnings].join('');
}

async function runGateway(configFile: string, audit: AuditLogger): Promise<number> {
  const { config, credentials } = loadConfig(configFile);
  const inherited = findSystemdSockets(process.env, process.pid);
  const isTls = credentials.tls !== undefined;
  audit.record('starting', { version: VERSION });
  process.on('uncaughtException', (error) => {
    audit.record('internal_error', redactedStack(error));
    process.exit(EXIT.internalError);
  });

  const { public_key, registry } = config.tokens;
  const verifier = new TokenVerifier(
    { publicKeys: public_key.value, registry: registry.value, buildTimeS: buildTimeS() },
    audit,
  );
  verifier.trustStore();
  startExpiryMonitor(verifier, audit);
  const driver = new DriverConnection({
    open: async () =>
      inherited.driver === undefined
        ? connectToDriver(config.driver.socket)
        : clientFromDescriptor(inherited.driver),
    reconnects: inherited.driver === undefined,
    audit,
  });
  const { limits, timeouts } = config;
  const proxies = new TrustedProxies(config.listen.trusted_proxies);
  const connections = new ConnectionTracker({ audit, limits, timeouts, proxies });
  const app = createApp({
    audit,
    connections,
    driver,
    limits,
    isTls,
    verifier,
    proxies,
  });
  const server = createServer({ app, audit, connections, tls: credentials.tls, timeouts });

  const stopSignal = signalReceived();
  let driverEnded: Promise<void> = Promise.resolve();
  const firstAttempt = new Promise<void>((onFirstAttempt) => {
    driverEnded = driver.run(onFirstAttempt);
  });
  // Stopped before listening: the connections in the queue are left to the next process.
  const driverTried = Promise.race([firstAttempt, delay(DRIVER_WAIT_MS)]);
  const ready = Promise.all([driverTried, awaitSeal({ env: process.env, audit })]).then(() => undefined);
  const earlySignal = await Promise.race([ready, stopSignal]);
  if (earlySignal) {
    audit.record('stopping', { signal: earlySignal });
    driver.close();
    audit.record('stopped', { abortedConnections: 0 });
    await audit.close();
    return EXIT.stopped;
  }
  const target =
    inherited.listener === undefined
      ? { host: config.listen.host.value, port: config.listen.port }
      : { fd: inherited.listener };
  const { address, port } = await listen(server, target, isTls);
  audit.record('listening', { address, port, tls: isTls, inherited: 'fd' in target });

  const signal = await Promise.race([stopSignal, driverEnded]);
  if (signal) audit.record('stopping', { signal });
  const abortedConnections = await drainConnections(server);
  driver.close();
  audit.record('stopped', { abortedConnections });
  await audit.close();
  return signal ? EXIT.stopped : EXIT.driverLinkEnded;
}

function signalReceived(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

function print(text: string): number {
  process.stdout.write(text);
  return EXIT.stopped;
}

process.stdout.on('error', () => process.exit(EXIT.auditUnwritable));
main().then(
  (exitCode) => process.exit(exitCode),
  async (error: unknown) => {
    const exitCode = reportFatalError(error);
    await restartDelay(exitCode, process.env, process.pid);
    process.exit(exitCode);
  },
);
