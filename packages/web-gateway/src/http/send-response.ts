import type { Response } from 'router';
import { admitNext } from './keep-alive.ts';

export interface ResponseContent {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
  /** Added to those of every response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a response that is not cached, and admits the next request of the connection. */
export function sendResponse(res: Response, { status, mediaType, body, headers }: ResponseContent): void {
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Request-Id', res.locals.requestId);
  for (const name in headers) res.setHeader(name, headers[name] ?? '');
  res.setHeader('Content-Type', mediaType);
  res.setHeader('Content-Length', Buffer.byteLength(body));
  res.writeHead(status);
  res.end(body);
  admitNext(res.req);
}
