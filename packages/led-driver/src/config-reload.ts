import { TokenBucket } from '@garland/daemon';
import type { DriverConfig } from '@garland/driver-config';
import { CallError } from '@garland/protocol';
import { ConfigError, formatProblem } from '@garland/toml';
import type { Catalog } from './catalog.ts';
import { compareConfigs } from './config-changes.ts';
import type { ReloadConfig } from './control/handlers.ts';
import type { Engine } from './engine/engine.ts';
import type { Log } from './log.ts';

/** Reading a long configuration takes a Pi a large part of a second, without frames. */
const RELOADS_PER_SECOND = 0.5;
const RELOADS_AT_ONCE = 5;
/** The most that fits into a reply and a log record. */
const MAX_PROBLEMS = 50;
const MAX_PROBLEM_LENGTH = 500;

/**
 * Creates the function that reads the configuration again and applies it: all of it or nothing.
 *
 * The returned function throws {CallError} InvalidConfiguration, RestartRequired or RateLimited.
 */
export function createReloadConfig(
  current: DriverConfig,
  read: () => DriverConfig,
  catalog: Catalog,
  engine: Engine,
  log: Log,
  nowMs: () => number,
): ReloadConfig {
  let config = current;
  const bucket = new TokenBucket(RELOADS_PER_SECOND, RELOADS_AT_ONCE, nowMs());
  return (requestedBy) => {
    // Only root sends signals.
    const retryAfterMs = requestedBy === 'signal' ? 0 : Math.ceil(bucket.take(nowMs()));
    if (retryAfterMs > 0) throw new CallError('io.garland.Driver.RateLimited', { retryAfterMs });
    const next = readOrRefuse(read, (problems) => log('config_reload_rejected', { requestedBy, problems }));
    const { changed, restartRequired } = compareConfigs(config, next);
    if (restartRequired.length > 0) {
      log('config_reload_rejected', { requestedBy, restartRequired });
      throw new CallError('io.garland.Driver.RestartRequired', { keys: restartRequired });
    }
    if (changed.length > 0) {
      config = next;
      catalog.replaceScenes(next.scenes);
      catalog.replaceAllowlist(next.remote.allow);
      engine.configure(next.light, next.power);
    }
    log('config_reloaded', { requestedBy, changed });
    return { changed };
  };
}

function readOrRefuse(read: () => DriverConfig, report: (problems: readonly string[]) => void): DriverConfig {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const problems = error.problems
      .slice(0, MAX_PROBLEMS)
      .map((problem) => formatProblem(error.file, problem).slice(0, MAX_PROBLEM_LENGTH));
    report(problems);
    throw new CallError('io.garland.Driver.InvalidConfiguration', { problems });
  }
}
