// First of all: until it is loaded, SIGHUP kills.
import './hangup.ts';

import { isMainThread } from 'node:worker_threads';
import { listenFds, restartDelay } from '@garland/config';
import { geometryOf, readDriverConfig } from '@garland/driver-config';
import { blank } from './blank.ts';
import { Catalog } from './catalog.ts';
import { systemClock as clock } from './clock.ts';
import { createDispatch } from './control/dispatch.ts';
import { createHandlers, describeRole } from './control/handlers.ts';
import { serve } from './control/listener.ts';
import { findSocketPlaces } from './control/sockets.ts';
import { Engine } from './engine/engine.ts';
import { FrameFeed } from './engine/frame-feed.ts';
import { Pulse } from './engine/pulse.ts';
import { StateStore } from './engine/state-store.ts';
import { explain } from './exit-codes.ts';
import { createLog } from './log.ts';
import { parseOptions, USAGE } from './options.ts';
import { realHardware } from './output/addon.ts';
import { openOutput } from './output/open.ts';
import { serveStrip } from './output/strip-thread.ts';
import { warningsFor } from './output/warnings.ts';
import { endIfStalled } from './output/ws281x.ts';
import { PRODUCT } from './product.ts';
import { createReload } from './reload.ts';
import { reloadOnHangup, stopInOrder } from './stop.ts';
import { Supervision } from './supervision.ts';

async function run(configFile: string): Promise<void> {
  const log = createLog(process.stdout, process.env, clock.nowMs);
  const read = () => readDriverConfig(configFile, process.env);
  const config = read();
  log('starting', { version: PRODUCT.version, config: configFile, output: config.output.kind });

  const inherited = listenFds(process.env, process.pid);
  const supervision = new Supervision(inherited, process.env, process.pid, clock, log);
  const places = await findSocketPlaces(supervision.sockets, config.paths.runtime_dir);
  const closers: (() => void)[] = [];
  stopInOrder(closers, log);
  const output = await openOutput(config);
  closers.push(() => output.close());
  const warnings = warningsFor(config.output, realHardware.read, process.arch);
  for (const problem of warnings) log('warning', { problem });
  const { strip, outliers } = geometryOf(config.strip);
  if (outliers.length > 0) log('positions_off_the_tree', { pixels: outliers });
  const catalog = new Catalog(config.remote.allow, config.scenes);
  const store = new StateStore(config.paths, clock, log);
  // After the strip is dark: a disk may be slow.
  closers.push(() => store.close());
  // The clock began with this process, and whoever drove the strip before had ended by then.
  const parts = { strip, catalog, output, store, clock, log, seed: Date.now(), startedMs: 0 };
  const engine = new Engine(parts, config.light, config.power);
  const frames = new FrameFeed(engine, output, clock);
  const reload = createReload(config, read, catalog, engine, log, clock.nowMs);
  const handlers = createHandlers({ engine, catalog, strip, frames, reload, log });
  const dispatch = createDispatch(handlers, describeRole(catalog));

  closers.unshift(() => engine.stop());
  reloadOnHangup(reload);
  engine.start();
  closers.unshift(await serve('remote', places.remote, { dispatch, clock, log }));
  closers.unshift(await serve('local', places.local, { dispatch, clock, log }));
  const pulse = new Pulse(output, engine);
  supervision.ready(() => pulse.beats());
  log('ready', { ...engine.state(), runtimeDir: config.paths.runtime_dir });
}

async function main(): Promise<void> {
  const { action, configFile } = parseOptions(process.argv.slice(2));
  switch (action) {
    case 'help':
      return void process.stdout.write(USAGE);
    case 'version':
      return void process.stdout.write(`${PRODUCT.version}\n`);
    case 'check':
      readDriverConfig(configFile, process.env);
      return void process.stdout.write(`${configFile}: no mistakes found\n`);
    case 'blank':
      return blank(configFile, process.env);
    case 'run':
      return run(configFile);
  }
}

function tell(error: unknown): number {
  const { message, exitCode } = explain(error);
  process.stderr.write(`garland-driver: ${message}\n`);
  return exitCode;
}

async function failToStart(error: unknown): Promise<never> {
  const held = restartDelay(process.env, process.pid);
  const exitCode = tell(error);
  await held;
  endIfStalled(error);
  process.exit(exitCode);
}

// The strip's thread runs the same program, so that it may be a single file.
if (isMainThread) main().catch(failToStart);
else serveStrip().catch((error: unknown) => process.exit(tell(error)));
