import { isAnimationId, type PlaybackState } from '@garland/protocol';
import { canPlay, type Principal } from '@garland/tokens';
import type { RequestHandler, Response } from 'router';
import type { RequestAction } from '../audit/audit-events.ts';
import type { Driver } from '../driver/driver-connection.ts';
import { driverUnavailable, problemForCallError } from '../driver/driver-problems.ts';
import { HttpProblem } from './http-problem.ts';
import { sendResponse } from './send-response.ts';

/** Sets the fields of the audit record that the route determines. */
export function action(name: RequestAction): RequestHandler {
  return ({ params: { id } }, { locals }, next) => {
    locals.action = name;
    if (isAnimationId(id)) locals.animation = id;
    next();
  };
}

export const notFound: RequestHandler = () => {
  throw new HttpProblem('not_found', 'unknown_path');
};

/** @param allow the methods that the path has, for the Allow header */
export function methodNotAllowed(allow: string): RequestHandler {
  return () => {
    throw new HttpProblem('method_not_allowed', 'wrong_method', { Allow: allow });
  };
}

/**
 * Plays an animation that the token permits and the allowlist has; anything else never reaches the driver. Because scenes can
 * be added at any time, the allowlist is fetched again before an unknown ID is refused.
 */
export function play(driver: Driver): RequestHandler {
  return async (_req, res) => {
    const { animation, requestId } = res.locals;
    if (animation === undefined) throw unknownAnimation();
    if (!canPlay(principalOf(res).scope, animation)) throw insufficientScope(`play:${animation}`);
    if (!driver.allowlist) throw driverUnavailable();
    if (!driver.allowlist.has(animation)) await driver.recheckAllowlist();
    if (!driver.allowlist.has(animation)) throw unknownAnimation();
    const { state } = await driver.call('Play', { id: animation, requestId }).catch(throwPlayProblem(driver));
    sendJson(res, remoteState(state));
  };
}

/** Lists the animations that the token permits. */
export function list(driver: Driver): RequestHandler {
  return async (_req, res) => {
    const { scope } = principalOf(res);
    const entries = await driver.refreshAllowlist().catch(throwProblem);
    sendJson(res, { animations: entries.filter(({ id }) => canPlay(scope, id)) });
  };
}

export function status(driver: Driver): RequestHandler {
  return async (_req, res) => {
    if (!principalOf(res).scope.status) throw insufficientScope('status');
    const { state } = await driver.call('Status', {}).catch(throwProblem);
    sendJson(res, remoteState(state));
  };
}

/** For monitors, which have no token: shows only whether the driver is connected. */
export function health(driver: Driver): RequestHandler {
  return (_req, res) => {
    if (!driver.isConnected) throw driverUnavailable();
    sendJson(res, { status: 'ok' });
  };
}

/** The part of the state for remote clients, without wiring and power. */
function remoteState({ animation, title, since, until, next, brightness }: PlaybackState): object {
  return { animation, title, since, until, next, brightness };
}

function sendJson(res: Response, value: object): void {
  // The line end keeps a terminal's prompt off the response.
  const body = `${JSON.stringify(value)}\n`;
  sendResponse(res, { status: 200, mediaType: 'application/json', body });
}

function insufficientScope(needed: string): HttpProblem {
  return new HttpProblem('insufficient_scope', 'scope', {
    'WWW-Authenticate': `Bearer realm="garland", error="insufficient_scope", scope="${needed}"`,
  });
}

function unknownAnimation(): HttpProblem {
  return new HttpProblem('unknown_animation', 'unknown_animation');
}

function throwProblem(error: unknown): never {
  throw problemForCallError(error);
}

function throwPlayProblem(driver: Driver): (error: unknown) => never {
  return (error) => {
    const refusal = problemForCallError(error);
    // The allowlist is out of date.
    if (refusal instanceof HttpProblem && refusal.reason === 'unknown_animation')
      driver.refreshAllowlist().catch(() => {});
    throw refusal;
  };
}

function principalOf(res: Response): Principal {
  const { principal } = res.locals;
  if (!principal) throw new Error('this route is not behind authentication');
  return principal;
}
