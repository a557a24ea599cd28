import type { Response } from 'express';
import { contextOf } from './request-context.ts';
import type { RawHeaders } from './security-headers.ts';

export interface ResponseContent {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
  /** Besides those of every answer. */
  readonly headers?: RawHeaders;
}

/**
 * Sends an answer with the header fields of every answer. All of them go in one list: to set one after the other costs as
 * much as the rest of a refusal.
 */
export function sendResponse(
  res: Response,
  { status, mediaType, body, headers = [] }: ResponseContent,
): void {
  const { requestId, commonHeaders } = contextOf(res);
  const length = String(Buffer.byteLength(body));
  res.writeHead(status, [
    ...commonHeaders,
    ...['X-Request-Id', requestId, ...headers, 'Content-Type', mediaType, 'Content-Length', length],
  ]);
  res.end(body);
}
