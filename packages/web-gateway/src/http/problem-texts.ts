interface HttpProblemText {
  readonly status: number;
  readonly title: string;
  /** Says what the client can do about it. */
  readonly detail: string;
}

/** Stable; documented in the API description. */
export type HttpProblemCode =
  | 'bad_request'
  | 'unauthenticated'
  | 'insufficient_scope'
  | 'not_found'
  | 'unknown_animation'
  | 'method_not_allowed'
  | 'request_timeout'
  | 'content_too_large'
  | 'uri_too_long'
  | 'expectation_failed'
  | 'too_many_failures'
  | 'too_many_requests'
  | 'header_fields_too_large'
  | 'internal_error'
  | 'driver_unavailable'
  | 'token_registry_unavailable'
  | 'clock_behind';

/** Every error that the gateway answers with. docs/api.md and openapi.yaml repeat these texts; tests compare them. */
export const HTTP_PROBLEMS: Readonly<Record<HttpProblemCode, HttpProblemText>> = {
  bad_request: {
    status: 400,
    title: 'Bad request',
    detail: 'The request is not well-formed HTTP, or has a form that is not accepted here.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not authenticated',
    detail: 'Send a valid token as "Authorization: Bearer TOKEN".',
  },
  insufficient_scope: {
    status: 403,
    title: 'Insufficient scope',
    detail: 'The token is valid, but does not permit this.',
  },
  not_found: { status: 404, title: 'Not found', detail: 'Nothing is at this path.' },
  unknown_animation: {
    status: 404,
    title: 'Unknown animation',
    detail: 'The tree has no such animation, or not for remote use. GET /v1/animations lists what there is.',
  },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    detail: 'The Allow header lists the methods of this path.',
  },
  request_timeout: { status: 408, title: 'Request timeout', detail: 'The request did not arrive in time.' },
  content_too_large: {
    status: 413,
    title: 'Content too large',
    detail: 'No request here needs a body; one of up to 1024 bytes is ignored.',
  },
  uri_too_long: {
    status: 414,
    title: 'URI too long',
    detail: 'The request target is longer than 512 bytes.',
  },
  expectation_failed: {
    status: 417,
    title: 'Expectation failed',
    detail: 'The only expectation that is met here is "100-continue".',
  },
  too_many_failures: {
    status: 429,
    title: 'Too many failures',
    detail: 'Too many failed requests came from this address. Wait as long as Retry-After says.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    detail: 'The rate limit is reached. Wait as long as Retry-After says.',
  },
  header_fields_too_large: {
    status: 431,
    title: 'Request header fields too large',
    detail: 'The header fields are longer than 8 KiB, or more than 64.',
  },
  internal_error: {
    status: 500,
    title: 'Internal error',
    detail: 'The gateway made a mistake; its journal knows more under this request ID.',
  },
  driver_unavailable: {
    status: 503,
    title: 'Driver unavailable',
    detail: 'The LED driver does not answer right now. Try again as Retry-After says.',
  },
  token_registry_unavailable: {
    status: 503,
    title: 'Token registry unavailable',
    detail: 'No token can be checked right now. The owner of the tree finds the reason in the journal.',
  },
  clock_behind: {
    status: 503,
    title: 'Clock behind',
    detail: 'The clock of the tree is not set yet, so no token is accepted. Try again as Retry-After says.',
  },
};
