import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler, Response } from 'router';
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
const DOT_SEGMENT = /^[^?]*\/\.\.?(?:[/?]|$)/;
/** RFC 9110, 7.2: a name or an address, and a port. */
const HOST = /^(?:[\w.~-]+|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?$/;
const ACCEPTED_VERSIONS: readonly string[] = ['1.1', '1.0'];
const MET_EXPECTATIONS: readonly string[] = ['', '100-continue'];

/** Matches no route. */
const REFUSED_TARGET = '/:refused';

/**
 * Hides a target from the router that is not plain: it would be decoded, or parsed by Node's deprecated `url.parse`.
 * `requestForm` refuses it.
 */
export function hideRefusedTarget(req: IncomingMessage & { originalUrl?: string }): void {
  const target = req.url ?? '';
  req.originalUrl = target;
  if (!PLAIN_TARGET.test(target)) req.url = REFUSED_TARGET;
}

interface Rule {
  readonly reason: RequestFailureReason;
  readonly code: HttpProblemCode;
  readonly isBroken: (req: Request, res: Response) => boolean;
}

/** Requests that Node's parser accepts and this server does not. The first broken rule decides. */
const RULES: readonly Rule[] = [
  {
    reason: 'http_version',
    code: 'bad_request',
    isBroken: (req) => !ACCEPTED_VERSIONS.includes(req.httpVersion),
  },
  {
    reason: 'target_length',
    code: 'uri_too_long',
    isBroken: ({ originalUrl }) => originalUrl.length > MAX_TARGET_LENGTH,
  },
  { reason: 'target_form', code: 'bad_request', isBroken: ({ url }) => url === REFUSED_TARGET },
  { reason: 'dot_segments', code: 'bad_request', isBroken: ({ originalUrl }) => hasDotSegment(originalUrl) },
  {
    reason: 'header_count',
    code: 'header_fields_too_large',
    isBroken: (req) => req.rawHeaders.length > 2 * MAX_HEADER_FIELDS,
  },
  {
    reason: 'missing_host',
    code: 'bad_request',
    isBroken: (req) => req.httpVersion === '1.1' && req.headers.host === undefined,
  },
  { reason: 'duplicate_host', code: 'bad_request', isBroken: (req) => isRepeated(req, 'host') },
  {
    reason: 'host_form',
    code: 'bad_request',
    isBroken: ({ headers }) => headers.host !== undefined && !HOST.test(headers.host),
  },
  {
    reason: 'duplicate_authorization',
    code: 'bad_request',
    isBroken: (req) => isRepeated(req, 'authorization'),
  },
  {
    reason: 'expectation',
    code: 'expectation_failed',
    isBroken: ({ headers }) => !MET_EXPECTATIONS.includes((headers.expect ?? '').toLowerCase()),
  },
  { reason: 'transfer_coding', code: 'bad_request', isBroken: hasUnsupportedTransferCoding },
  {
    reason: 'body_length',
    code: 'content_too_large',
    isBroken: ({ headers }) => Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES,
  },
  {
    reason: 'forwarded_for',
    code: 'bad_request',
    isBroken: (_req, { locals }) => locals.clientKey === undefined,
  },
];

/** Refuses the first broken rule. */
export const requestForm: RequestHandler = (req, res, next) => {
  const broken = RULES.find((rule) => rule.isBroken(req, res));
  next(broken && new HttpProblem(broken.code, broken.reason));
};

/** Without JIT, a regular expression costs more than the search that spares it. */
function hasDotSegment(url: string): boolean {
  return url.includes('/.') && DOT_SEGMENT.test(url);
}

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
