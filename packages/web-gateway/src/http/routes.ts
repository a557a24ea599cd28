import { type AnimationId, isAnimationId } from '@garland/protocol';
import type { RequestAction } from '../audit/audit-events.ts';

export interface Route {
  readonly action: RequestAction;
  readonly method: 'GET' | 'POST';
  /** Of Express's kind. */
  readonly path: string;
  /** The methods that it answers, for the Allow header: HEAD wherever GET. */
  readonly allow: string;
}

const get = (action: RequestAction, path: string): Route => ({
  action,
  method: 'GET',
  path,
  allow: 'GET, HEAD',
});
const post = (action: RequestAction, path: string): Route => ({
  action,
  method: 'POST',
  path,
  allow: 'POST',
});

const ANIMATIONS_PATH = '/v1/animations';

/** All that there is. */
export const ROUTES: Readonly<Record<RequestAction, Route>> = {
  health: get('health', '/healthz'),
  list: get('list', ANIMATIONS_PATH),
  play: post('play', `${ANIMATIONS_PATH}/:id`),
  status: get('status', '/v1/status'),
};

const BY_PATH: ReadonlyMap<string, Route> = new Map(
  Object.values(ROUTES).map((route) => [route.path, route]),
);

/** What a target asks for: its route, and the animation if the target names one in the form of an ID. */
export interface RouteMatch {
  readonly route: Route | undefined;
  readonly animation: AnimationId | undefined;
}

/** Reads a target that the request rules have let pass: nothing in it is encoded, and no path has a second spelling. */
export function matchRoute(target: string): RouteMatch {
  const queryAt = target.indexOf('?');
  const path = queryAt === -1 ? target : target.slice(0, queryAt);
  if (!path.startsWith(`${ANIMATIONS_PATH}/`)) return { route: BY_PATH.get(path), animation: undefined };
  const id = path.slice(ANIMATIONS_PATH.length + 1);
  const isOneSegment = id !== '' && !id.includes('/');
  return { route: isOneSegment ? ROUTES.play : undefined, animation: isAnimationId(id) ? id : undefined };
}

/** Whether the route answers this method. */
export function allowsMethod({ method }: Route, requestMethod: string | undefined): boolean {
  return requestMethod === method || (method === 'GET' && requestMethod === 'HEAD');
}
