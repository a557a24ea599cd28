import { setTimeout as delay } from 'node:timers/promises';
import { isJournalStream, restartDelay, VERSION } from '@garland/config';
import { clientFromDescriptor, connectToDriver } from '@garland/protocol/client';
import { createApp } from './app.ts';
import { type Audit, createAudit } from './audit/audit.ts';
import { TokenDesk } from './auth/token-desk.ts';
import { watchExpiry } from './auth/watch-expiry.ts';
import { Connections } from './connections.ts';
import { drain } from './drain.ts';
import { DriverLink } from './driver/driver-link.ts';
import { EXIT } from './exit-codes.ts';
import { anatomyOf, explainFailure } from './failure.ts';
import { adoptDescriptors } from './inherited.ts';
import { listen } from './listen.ts';
import { parseOptions, USAGE } from './options.ts';
import { createServer } from './server.ts';
import { checkRegistry, readSetup } from './setup.ts';
import { TrustedProxies } from './trusted-proxies.ts';

/** Nobody is let in before the driver is there, unless it takes so long that people should be told. */
const PATIENCE_MS = 1_000;

async function main(): Promise<number> {
  const { action, configFile } = parseOptions(process.argv.slice(2));
  switch (action) {
    case 'help':
      return say(USAGE);
    case 'version':
      return say(`${VERSION}\n`);
    case 'check':
      readSetup(configFile, checkRegistry);
      return say(`${configFile}: no mistakes found\n`);
    case 'run':
      return await serve(configFile, createAudit(isJournalStream(process.stdout.fd, process.env)));
  }
}

async function serve(configFile: string, audit: Audit): Promise<number> {
  const { config, credentials } = readSetup(configFile);
  const inherited = adoptDescriptors(process.env, process.pid);
  const overTls = credentials.tls !== undefined;
  audit.record('starting', { version: VERSION });
  process.on('uncaughtException', (error) => {
    audit.record('internal_error', anatomyOf(error));
    process.exit(EXIT.internalError);
  });

  const { public_key, registry } = config.tokens;
  const tokens = new TokenDesk({ publicKeys: public_key.value, registry: registry.value }, audit);
  tokens.authority();
  watchExpiry(tokens, audit);
  const driver = new DriverLink({
    open: async () =>
      inherited.driver === undefined
        ? connectToDriver(config.driver.socket)
        : clientFromDescriptor(inherited.driver),
    reopens: inherited.driver === undefined,
    audit,
  });
  const { limits, timeouts } = config;
  const proxies = new TrustedProxies(config.listen.trusted_proxies);
  const connections = new Connections({ audit, limits, timeouts, proxies });
  const app = createApp({
    audit,
    connections,
    driver,
    limits,
    overTls,
    tokens,
    proxies,
  });
  const server = createServer({ app, audit, connections, tls: credentials.tls, timeouts });

  const stopSignal = signalReceived();
  let driverEnded: Promise<void> = Promise.resolve();
  const firstAttempt = new Promise<void>((onFirstAttempt) => {
    driverEnded = driver.run(onFirstAttempt);
  });
  // Told to stop before anybody was let in: the listener's queue is left to whoever comes next.
  const earlySignal = await Promise.race([firstAttempt, stopSignal, delay(PATIENCE_MS)]);
  if (earlySignal) {
    audit.record('stopping', { signal: earlySignal });
    driver.close();
    audit.record('stopped', { unfinished: 0 });
    await audit.close();
    return EXIT.stopped;
  }
  const place =
    inherited.listener === undefined
      ? { host: config.listen.host.value, port: config.listen.port }
      : { fd: inherited.listener };
  const { address, port } = await listen(server, place, overTls);
  audit.record('listening', { address, port, tls: overTls, inherited: 'fd' in place });

  const signal = await Promise.race([stopSignal, driverEnded]);
  if (signal) audit.record('stopping', { signal });
  const unfinished = await drain(server);
  driver.close();
  audit.record('stopped', { unfinished });
  await audit.close();
  return signal ? EXIT.stopped : EXIT.driverLinkEnded;
}

function signalReceived(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
}

function say(text: string): number {
  process.stdout.write(text);
  return EXIT.stopped;
}

process.stdout.on('error', () => process.exit(EXIT.auditUnwritable));
main().then(
  (exitCode) => process.exit(exitCode),
  async (error: unknown) => {
    const held = restartDelay(process.env, process.pid);
    const exitCode = explainFailure(error);
    await held;
    process.exit(exitCode);
  },
);
