import { CallError } from '@garland/protocol';
import { ConnectionError } from '@garland/protocol/client';
import { HttpProblem } from '../http/http-problem.ts';
import { DriverBusy } from './driver-connection.ts';

const RETRY_AFTER_S = 1;
const RETRY_HEADERS = { 'Retry-After': String(RETRY_AFTER_S) };

export function driverUnavailable(): HttpProblem {
  return new HttpProblem('driver_unavailable', 'driver_unreachable', RETRY_HEADERS);
}

/** Converts a failed driver call into a problem; any other error is a bug and returned as it is. */
export function problemForCallError(error: unknown): unknown {
  if (error instanceof ConnectionError) return driverUnavailable();
  if (error instanceof DriverBusy) return new HttpProblem('driver_unavailable', 'driver_busy', RETRY_HEADERS);
  if (!(error instanceof CallError)) return error;
  if (error.is('io.garland.Driver.UnknownAnimation'))
    return new HttpProblem('unknown_animation', 'unknown_animation');
  if (error.is('io.garland.Driver.RateLimited'))
    return new HttpProblem('too_many_requests', 'driver_rate_limit', {
      'Retry-After': String(retryAfterSeconds(error.parameters.retryAfterMs)),
    });
  return new HttpProblem('driver_unavailable', 'driver_refused', RETRY_HEADERS);
}

/** The parameters of an error are not validated. */
function retryAfterSeconds(retryAfterMs: unknown): number {
  const seconds = Math.ceil(Number(retryAfterMs) / 1000);
  return seconds >= 1 && seconds <= 3600 ? seconds : RETRY_AFTER_S;
}
