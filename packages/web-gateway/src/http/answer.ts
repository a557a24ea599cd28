import type { Response } from 'express';
import { contextOf } from './request-context.ts';
import type { HeaderFields } from './security-headers.ts';

export interface Answer {
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
  /** Besides those of every answer. */
  readonly fields?: HeaderFields;
}

/**
 * Sends an answer with the header fields of every answer. All of them go in one list: to set one after the other costs as
 * much as the rest of a refusal.
 */
export function sendAnswer(res: Response, { status, mediaType, body, fields = [] }: Answer): void {
  const { requestId, everyAnswer } = contextOf(res);
  const length = String(Buffer.byteLength(body));
  res.writeHead(status, [
    ...everyAnswer,
    ...['X-Request-Id', requestId, ...fields, 'Content-Type', mediaType, 'Content-Length', length],
  ]);
  res.end(body);
}
