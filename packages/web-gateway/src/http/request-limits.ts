import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { type ProblemCode, Refusal } from './problem.ts';
import type { RefusalReason } from './reasons.ts';
import { MAX_BODY_BYTES } from './request-body.ts';
import { hangUp } from './turns.ts';

export const MAX_TARGET_LENGTH = 512;
export const MAX_HEADER_FIELDS = 64;

/** An absolute path in characters that need no decoding: every path here is of that form, and has one spelling. */
const PLAIN_TARGET = /^\/[A-Za-z0-9_/.~-]*(?:\?.*)?$/;
const ACCEPTED_VERSIONS: readonly string[] = ['1.1', '1.0'];

type Rule = readonly [reason: RefusalReason, code: ProblemCode, isBroken: (req: IncomingMessage) => boolean];

/** What Node's parser lets through and this server does not. The first rule that is broken answers. */
const RULES: readonly Rule[] = [
  ['http_version', 'bad_request', (req) => !ACCEPTED_VERSIONS.includes(req.httpVersion)],
  ['target_length', 'uri_too_long', (req) => (req.url ?? '').length > MAX_TARGET_LENGTH],
  ['target_form', 'bad_request', (req) => !PLAIN_TARGET.test(req.url ?? '')],
  ['header_count', 'header_fields_too_large', (req) => req.rawHeaders.length > 2 * MAX_HEADER_FIELDS],
  ['missing_host', 'bad_request', (req) => req.httpVersion === '1.1' && occurrences(req, 'host') === 0],
  ['duplicate_host', 'bad_request', (req) => occurrences(req, 'host') > 1],
  ['duplicate_authorization', 'bad_request', (req) => occurrences(req, 'authorization') > 1],
  ['expectation', 'expectation_failed', (req) => !/^(?:100-continue)?$/i.test(req.headers.expect ?? '')],
  ['body_length', 'content_too_large', (req) => Number(req.headers['content-length'] ?? 0) > MAX_BODY_BYTES],
];

/** A connection whose request broke a rule is not trusted with another. */
export const refuseOddRequests: RequestHandler = (req, res, next) => {
  const broken = RULES.find(([, , isBroken]) => isBroken(req));
  if (!broken) return next();
  hangUp(req, res);
  throw new Refusal(broken[1], broken[0]);
};

/** `req.headers` keeps one of several; only `rawHeaders` tells how many there were. */
function occurrences(req: IncomingMessage, name: string): number {
  return req.rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === name).length;
}
