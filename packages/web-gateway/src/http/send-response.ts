import type { Response } from 'router';
import { admitNext } from './keep-alive.ts';

export interface ResponseContent {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
  /** Added to those of every response. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a response, and admits the next request of the connection. */
export function sendResponse(res: Response, { status, mediaType, body, headers }: ResponseContent): void {
  res.writeHead(status, {
    'X-Request-Id': res.locals.requestId,
    ...headers,
    'Content-Type': mediaType,
    'Content-Length': Buffer.byteLength(body),
  });
  res.end(body);
  admitNext(res.req);
}
