import { CallError } from '@garland/protocol';
import { ConnectionError } from '@garland/protocol/client';
import { Refusal } from '../http/problem.ts';
import { DriverBusy } from './driver-link.ts';

const RETRY_AFTER_S = 1;
const RETRY = { 'Retry-After': String(RETRY_AFTER_S) };

export function driverAway(): Refusal {
  return new Refusal('driver_unavailable', 'driver_away', RETRY);
}

/** What a failed call to the driver means to the client. Anything else is a mistake of ours. */
export function refusalForCall(error: unknown): unknown {
  if (error instanceof ConnectionError) return driverAway();
  if (error instanceof DriverBusy) return new Refusal('driver_unavailable', 'driver_busy', RETRY);
  if (!(error instanceof CallError)) return error;
  if (error.is('io.garland.Driver.UnknownAnimation'))
    return new Refusal('unknown_animation', 'unknown_animation');
  if (error.is('io.garland.Driver.RateLimited'))
    return new Refusal('too_many_requests', 'driver_rate_limit', {
      'Retry-After': String(secondsFor(error.parameters.retryAfterMs)),
    });
  return new Refusal('driver_unavailable', 'driver_refused', RETRY);
}

/** The parameters of an error are the driver's word, unchecked. */
function secondsFor(retryAfterMs: unknown): number {
  const seconds = Math.ceil(Number(retryAfterMs) / 1000);
  return seconds >= 1 && seconds <= 3600 ? seconds : RETRY_AFTER_S;
}
