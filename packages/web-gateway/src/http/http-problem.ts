import type { RequestFailureReason } from '../audit/failure-reasons.ts';
import type { HttpProblemCode } from './problem-texts.ts';

/**
 * Thrown to refuse a request: the client gets the code, the audit log the reason. It is not an Error, because the stack
 * would be most of what a refusal costs, and anyone can cause refusals.
 */
export class HttpProblem {
  readonly code: HttpProblemCode;
  readonly reason: RequestFailureReason;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: HttpProblemCode, reason: RequestFailureReason, headers: HttpProblem['headers'] = {}) {
    this.code = code;
    this.reason = reason;
    this.headers = headers;
  }
}
