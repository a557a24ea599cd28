import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** One connection is not to be kept for ever; whoever has more to ask opens another. */
const MAX_REQUESTS_PER_CONNECTION = 100;
/** Each waits in memory for an answer that never comes. Whoever sends more of them loses the answers still due, too. */
const MAX_IGNORED_REQUESTS = 1_000;

const requestsBySocket = new WeakMap<Socket, number>();

/**
 * Whether a request is to be served. Node's own limit answers the first one too many itself, with no word in the audit
 * trail; here the last one within the limit is told that the connection ends, and what was sent behind it is not
 * looked at.
 */
export function admitNext(req: IncomingMessage, res: ServerResponse): boolean {
  const turns = (requestsBySocket.get(req.socket) ?? 0) + 1;
  requestsBySocket.set(req.socket, turns);
  if (turns === MAX_REQUESTS_PER_CONNECTION) closeAfterResponse(req, res);
  if (turns > MAX_REQUESTS_PER_CONNECTION + MAX_IGNORED_REQUESTS) req.socket.destroy();
  return turns <= MAX_REQUESTS_PER_CONNECTION;
}

/** Makes this request the last of its connection. */
export function closeAfterResponse(req: IncomingMessage, res: ServerResponse): void {
  requestsBySocket.set(req.socket, MAX_REQUESTS_PER_CONNECTION);
  // No header field, because the list of all that an answer has would then be merged with it, one by one.
  res.shouldKeepAlive = false;
}
