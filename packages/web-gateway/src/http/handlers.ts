import type { PlaybackState } from '@garland/protocol';
import { mayPlay, type Principal } from '@garland/protocol/tokens';
import type { RequestHandler, Response } from 'express';
import type { Driver } from '../driver/driver-link.ts';
import { driverAway, refusalForCall } from '../driver/driver-refusal.ts';
import { sendAnswer } from './answer.ts';
import { Refusal } from './problem.ts';
import { contextOf } from './request-context.ts';

/**
 * Plays what the token names and the tree has; anything else is refused before the driver hears of it. The tree may have
 * got new scenes since its allowlist was read, so what is not on it is looked up once more.
 */
export function play(driver: Driver): RequestHandler {
  return async (_req, res) => {
    const { id, requestId } = contextOf(res);
    if (id === undefined) throw unknownAnimation();
    if (!mayPlay(principalOf(res).scope, id)) throw insufficientScope(`play:${id}`);
    if (!driver.allowlist) throw driverAway();
    if (!driver.allowlist.has(id)) await driver.recheck();
    if (!driver.allowlist.has(id)) throw unknownAnimation();
    const { state } = await driver.call('Play', { id, requestId }).catch(throwRefusalOfPlay(driver));
    sendJson(res, shown(state));
  };
}

/** What this token may play of what the tree has. */
export function list(driver: Driver): RequestHandler {
  return async (_req, res) => {
    const { scope } = principalOf(res);
    const entries = await driver.refresh().catch(throwRefusal);
    sendJson(res, { animations: entries.filter(({ id }) => mayPlay(scope, id)) });
  };
}

export function status(driver: Driver): RequestHandler {
  return async (_req, res) => {
    if (!principalOf(res).scope.status) throw insufficientScope('status');
    const { state } = await driver.call('Status', {}).catch(throwRefusal);
    sendJson(res, shown(state));
  };
}

/** For monitors, which have no token: it costs nothing, and tells only whether a request could succeed. */
export function health(driver: Driver): (res: Response) => void {
  return (res) => {
    if (!driver.isConnected) throw driverAway();
    sendJson(res, { status: 'ok' });
  };
}

/** What a remote client can use of the state: how the house is wired and powered is none of its business. */
function shown({ animation, title, since, until, next, brightness }: PlaybackState): object {
  return { animation, title, since, until, next, brightness };
}

function sendJson(res: Response, value: object): void {
  // People read this in a terminal, where the prompt should not stick to it.
  const body = `${JSON.stringify(value)}\n`;
  sendAnswer(res, { status: 200, mediaType: 'application/json', body });
}

function insufficientScope(needed: string): Refusal {
  return new Refusal('insufficient_scope', 'scope', {
    'WWW-Authenticate': `Bearer realm="garland", error="insufficient_scope", scope="${needed}"`,
  });
}

function unknownAnimation(): Refusal {
  return new Refusal('unknown_animation', 'unknown_animation');
}

function throwRefusal(error: unknown): never {
  throw refusalForCall(error);
}

function throwRefusalOfPlay(driver: Driver): (error: unknown) => never {
  return (error) => {
    const refusal = refusalForCall(error);
    // The allowlist that let this pass is out of date.
    if (refusal instanceof Refusal && refusal.reason === 'unknown_animation')
      driver.refresh().catch(() => {});
    throw refusal;
  };
}

function principalOf(res: Response): Principal {
  const { principal } = contextOf(res);
  if (!principal) throw new Error('a route that needs a principal stands before authentication');
  return principal;
}
