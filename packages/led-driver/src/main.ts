// Loaded first: until then, SIGHUP would end the process.
import './sighup.ts';

import { isMainThread } from 'node:worker_threads';
import { describeExit, listenFds, restartDelay, VERSION } from '@garland/daemon';
import { budgetAdvice, geometryOf, positionNotices, readDriverConfig } from '@garland/driver-config';
import { formatAdvice } from '@garland/driver-config/hardware-advice';
import { blankStrip } from './blank.ts';
import { Catalog } from './catalog.ts';
import { systemClock as clock } from './clock.ts';
import { createReloadConfig } from './config-reload.ts';
import { createDispatch } from './control/dispatch.ts';
import { createHandlers } from './control/handlers.ts';
import { startListener } from './control/listener.ts';
import { Engine } from './engine/engine.ts';
import { SelectionStore } from './engine/selection-store.ts';
import { StateFile } from './engine/state-file.ts';
import { describeInterfaces } from './interface-descriptions.ts';
import { listenAt, prepareListenTargets, SOCKETS } from './listen-targets.ts';
import { createLog } from './log.ts';
import { parseOptions, USAGE } from './options.ts';
import { realHardware } from './output/addon.ts';
import { hardwareWarnings } from './output/hardware-warnings.ts';
import { openOutput } from './output/open-output.ts';
import { runStripThread } from './output/strip-thread.ts';
import { killIfStalled } from './output/ws281x.ts';
import { FrameFeed } from './render/frame-feed.ts';
import { LivenessProbe } from './render/liveness-probe.ts';
import { Renderer } from './render/renderer.ts';
import { installShutdown, reloadOnSighup } from './shutdown.ts';
import { delayRepeatedStart, markFailedStart } from './start-delay.ts';
import { notifyStatus, SystemdNotifier } from './systemd-notify.ts';

/** Here, because the configuration that could name another cannot be read if it has a mistake. */
const SERVICE_RUNTIME_DIR = '/run/garland';
const isService = process.env.LISTEN_PID === String(process.pid);

async function run(configFile: string): Promise<void> {
  const log = createLog(process.stdout, process.env, clock.nowMs);
  const read = () => readDriverConfig(configFile, process.env);
  const config = read();
  log('starting', { version: VERSION, config: configFile, output: config.output.kind });

  const inherited = listenFds(process.env, process.pid);
  const notifier = new SystemdNotifier(inherited, process.env, process.pid, clock, log);
  const listenTargets = await prepareListenTargets(notifier.listenSockets, config.paths.runtime_dir);
  const closers: (() => void)[] = [];
  installShutdown(closers, log);
  const output = await openOutput(config);
  closers.push(() => output.close());
  const budget = budgetAdvice(config);
  const warnings = hardwareWarnings(config.output, realHardware.read, process.arch);
  for (const problem of budget ? [...warnings, formatAdvice(budget)] : warnings) log('warning', { problem });
  const { strip, outliers, unseen } = geometryOf(config.strip);
  if (outliers.length > 0) log('positions_adjusted', { pixels: outliers });
  if (unseen.length > 0) log('positions_filled', { pixels: unseen });
  const catalog = new Catalog(config.remote.allow, config.scenes);
  const stateFile = new StateFile(config.paths, clock, log);
  // Closed after the strip is dark, because a disk can be slow.
  closers.push(() => stateFile.close());
  const selections = new SelectionStore({ catalog, stateFile, clock, log }, config.light);
  // The clock started with this process, and any earlier driver of the strip had ended by then.
  const startedMs = 0;
  const renderer = new Renderer({ strip, output, startedMs }, config.light, config.power);
  const parts = { strip, catalog, output, renderer, selections, clock, log, seed: Date.now(), startedMs };
  const engine = new Engine(parts, config.light, config.power);
  const frames = new FrameFeed(renderer, () => selections.current.animation, strip.count, clock);
  const reload = createReloadConfig(config, read, catalog, engine, log, clock.nowMs);
  const handlers = createHandlers({ engine, selections, catalog, strip, frames, reload, log });
  const dispatch = createDispatch(handlers, describeInterfaces(catalog));

  closers.unshift(() => engine.stop());
  reloadOnSighup(reload);
  engine.start();
  for (const [name, target] of listenTargets)
    closers.unshift(await startListener(SOCKETS[name].role, listenAt(target), { dispatch, clock, log }));
  const livenessProbe = new LivenessProbe(output, engine);
  notifier.notifyReady(() => livenessProbe.check());
  log('ready', { ...engine.state(), runtimeDir: config.paths.runtime_dir });
}

function check(configFile: string): void {
  const config = readDriverConfig(configFile, process.env);
  const advice = budgetAdvice(config);
  process.stdout.write(`${configFile}: no mistakes found\n`);
  for (const notice of positionNotices(geometryOf(config.strip))) process.stdout.write(`note: ${notice}\n`);
  if (advice) process.stdout.write(`warning: ${formatAdvice(advice)}\n`);
}

async function main(): Promise<void> {
  const { action, configFile } = parseOptions(process.argv.slice(2));
  switch (action) {
    case 'help':
      return void process.stdout.write(USAGE);
    case 'version':
      return void process.stdout.write(`${VERSION}\n`);
    case 'check':
      return check(configFile);
    case 'blank':
      return blankStrip(configFile, process.env);
    case 'run':
      if (isService)
        await delayRepeatedStart({ runtimeDir: SERVICE_RUNTIME_DIR, configFile, clock, onDelay: showReason });
      return run(configFile);
  }
}

function reportError(error: unknown): number {
  const { message, exitCode } = describeExit(error);
  process.stderr.write(`garland-driver: ${message}\n`);
  return exitCode;
}

function showReason(reason: string): void {
  notifyStatus(reason, listenFds(process.env, process.pid));
}

async function failToStart(error: unknown): Promise<never> {
  const exitCode = reportError(error);
  const { message } = describeExit(error);
  showReason(message);
  if (isService) markFailedStart(SERVICE_RUNTIME_DIR, exitCode, message);
  await restartDelay(exitCode, process.env, process.pid);
  killIfStalled(error);
  process.exit(exitCode);
}

// The strip's thread runs the same program, so that the driver can be a single file.
if (isMainThread) main().catch(failToStart);
else runStripThread().catch((error: unknown) => process.exit(reportError(error)));
