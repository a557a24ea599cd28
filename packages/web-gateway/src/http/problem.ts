import type { ErrorRequestHandler, Request, Response } from 'router';
import type { AuditLogger } from '../audit/audit-logger.ts';
import { redactedStack } from '../fatal-error.ts';
import { HttpProblem } from './http-problem.ts';
import { closeAfterResponse } from './keep-alive.ts';
import { HTTP_PROBLEMS, type HttpProblemCode } from './problem-texts.ts';
import { hasBody } from './request-body.ts';
import type { RequestContext } from './request-context.ts';
import { sendResponse } from './send-response.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** After these it is unknown where the next request begins, or what it is for. */
const CONNECTION_CLOSING_CODES: ReadonlySet<HttpProblemCode> = new Set([
  'bad_request',
  'content_too_large',
  'expectation_failed',
  'header_fields_too_large',
  'uri_too_long',
]);

const RATE_LIMIT_CODES: ReadonlySet<HttpProblemCode> = new Set(['too_many_failures', 'too_many_requests']);

/** RFC 9457. */
export function problemBody(code: HttpProblemCode, requestId?: string): string {
  const { status, title, detail } = HTTP_PROBLEMS[code];
  return `${JSON.stringify({ type: `urn:garland:problem:${code}`, title, status, code, detail, requestId })}\n`;
}

/** The last middleware: turns every error into a problem that repeats nothing that the client sent. */
export function problemHandler(audit: AuditLogger): ErrorRequestHandler {
  return (error: unknown, req, res, _next) => {
    const problem =
      error instanceof HttpProblem ? error : new HttpProblem('internal_error', 'internal_error');
    if (problem !== error)
      audit.record('internal_error', { requestId: res.locals.requestId, ...redactedStack(error) });
    if (endsConnection(problem, req, res.locals)) closeAfterResponse(req, res);
    sendProblem(res, problem);
  };
}

/**
 * A body that is still on its way is not waited for. Before authentication, a flood needs a new connection for each request,
 * unless it comes through a proxy, whose connection it would be.
 */
function endsConnection(
  { code }: HttpProblem,
  req: Request,
  { principal, isProxied }: RequestContext,
): boolean {
  if (CONNECTION_CLOSING_CODES.has(code)) return true;
  if (principal) return !req.complete;
  return hasBody(req) || (RATE_LIMIT_CODES.has(code) && !isProxied);
}

function sendProblem(res: Response, { code, reason, headers }: HttpProblem): void {
  res.locals.reason = reason;
  if (res.headersSent) return void res.destroy();
  sendResponse(res, {
    status: HTTP_PROBLEMS[code].status,
    mediaType: PROBLEM_MEDIA_TYPE,
    body: problemBody(code, res.locals.requestId),
    headers,
  });
}
