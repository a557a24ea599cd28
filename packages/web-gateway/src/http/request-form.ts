import type { IncomingMessage } from 'node:http';
import type { RequestHandler, Response } from 'router';
import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import { HttpProblem } from './http-problem.ts';
import type { HttpProblemCode } from './problem-texts.ts';
import { MAX_BODY_BYTES } from './request-body.ts';

const MAX_TARGET_LENGTH = 512;
const MAX_HEADER_FIELDS = 64;

/**
 * An absolute path of characters that need no decoding, so that each path has one spelling. The query is ignored, but must
 * follow RFC 3986.
 */
const PLAIN_TARGET = /^\/[\w/.~-]*(?:\?(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-Fa-f]{2})*)?$/;
const DOT_SEGMENTS = /^[^?]*\/\.\.?(?:[/?]|$)/;
/** RFC 9110, 7.2: a name or an address, and a port. */
const HOST = /^(?:[\w.~-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?$/;
const ACCEPTED_VERSIONS: readonly string[] = ['1.1', '1.0'];

type Rule = readonly [
  reason: RequestFailureReason,
  code: HttpProblemCode,
  isBroken: (req: IncomingMessage, res: Response) => boolean,
];

/** Requests that Node's parser accepts and this server does not. The first broken rule decides. */
const RULES: readonly Rule[] = [
  ['http_version', 'bad_request', (req) => !ACCEPTED_VERSIONS.includes(req.httpVersion)],
  ['target_length', 'uri_too_long', (req) => (req.url ?? '').length > MAX_TARGET_LENGTH],
  ['target_form', 'bad_request', (req) => !PLAIN_TARGET.test(req.url ?? '')],
  ['dot_segments', 'bad_request', (req) => DOT_SEGMENTS.test(req.url ?? '')],
  ['header_count', 'header_fields_too_large', (req) => req.rawHeaders.length > 2 * MAX_HEADER_FIELDS],
  ['missing_host', 'bad_request', (req) => req.httpVersion === '1.1' && req.headers.host === undefined],
  ['duplicate_host', 'bad_request', (req) => isRepeated(req, 'host')],
  ['host_form', 'bad_request', ({ headers }) => headers.host !== undefined && !HOST.test(headers.host)],
  ['duplicate_authorization', 'bad_request', (req) => isRepeated(req, 'authorization')],
  ['expectation', 'expectation_failed', ({ headers }) => !/^(?:100-continue)?$/i.test(headers.expect ?? '')],
  ['transfer_coding', 'bad_request', hasUnsupportedTransferCoding],
  [
    'body_length',
    'content_too_large',
    ({ headers }) => Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES,
  ],
  ['forwarded_for', 'bad_request', (_req, { locals }) => locals.clientKey === undefined],
];

/** Refuses the first broken rule. */
export const requestForm: RequestHandler = (req, res, next) => {
  for (const [reason, code, isBroken] of RULES) {
    if (isBroken(req, res)) return next(new HttpProblem(code, reason));
  }
  next();
};

/** HTTP/1.0 has no chunked coding, so a proxy in front could see a different end of the body (RFC 9112, 6.1). */
function hasUnsupportedTransferCoding({ headers, httpVersion }: IncomingMessage): boolean {
  const coding = headers['transfer-encoding'];
  return coding !== undefined && (coding.toLowerCase() !== 'chunked' || httpVersion === '1.0');
}

/** `req.headers` keeps only one of several fields; `rawHeaders` has them all. */
function isRepeated({ rawHeaders }: IncomingMessage, name: string): boolean {
  let seen = false;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const field = rawHeaders[i] ?? '';
    if (field.length !== name.length || field.toLowerCase() !== name) continue;
    if (seen) return true;
    seen = true;
  }
  return false;
}
