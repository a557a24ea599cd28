import { type AnimationId, isAnimationId } from '@garland/protocol';
import type { Action } from '../audit/events.ts';

export interface Route {
  readonly what: Action;
  readonly method: 'GET' | 'POST';
  /** Of Express's kind. */
  readonly path: string;
  /** The methods that it answers, for the Allow header: HEAD wherever GET. */
  readonly allow: string;
}

const get = (what: Action, path: string): Route => ({ what, method: 'GET', path, allow: 'GET, HEAD' });
const post = (what: Action, path: string): Route => ({ what, method: 'POST', path, allow: 'POST' });

const ANIMATIONS_PATH = '/v1/animations';

/** All that there is. */
export const ROUTES: Readonly<Record<Action, Route>> = {
  health: get('health', '/healthz'),
  list: get('list', ANIMATIONS_PATH),
  play: post('play', `${ANIMATIONS_PATH}/:id`),
  status: get('status', '/v1/status'),
};

const BY_PATH: ReadonlyMap<string, Route> = new Map(
  Object.values(ROUTES).map((route) => [route.path, route]),
);

/** What a target asks for: its route, and the animation if the target names one in the form of an ID. */
export interface Asked {
  readonly route: Route | undefined;
  readonly id: AnimationId | undefined;
}

/** Reads a target that the request rules have let pass: nothing in it is encoded, and no path has a second spelling. */
export function readTarget(target: string): Asked {
  const queryAt = target.indexOf('?');
  const path = queryAt === -1 ? target : target.slice(0, queryAt);
  if (!path.startsWith(`${ANIMATIONS_PATH}/`)) return { route: BY_PATH.get(path), id: undefined };
  const id = path.slice(ANIMATIONS_PATH.length + 1);
  const isOneSegment = id !== '' && !id.includes('/');
  return { route: isOneSegment ? ROUTES.play : undefined, id: isAnimationId(id) ? id : undefined };
}

/** Whether the route answers this method. */
export function answers({ method }: Route, asked: string | undefined): boolean {
  return asked === method || (method === 'GET' && asked === 'HEAD');
}
