import type { TokenFault } from '@garland/tokens';

/** Why a request was not served, in the audit log. Stable codes; clients only see the problem's code. */
export type RequestFailureReason =
  | TokenFault
  // The request itself
  | 'http_version'
  | 'target_form'
  | 'target_length'
  | 'dot_segments'
  | 'missing_host'
  | 'host_form'
  | 'duplicate_host'
  | 'duplicate_authorization'
  | 'header_count'
  | 'body_length'
  | 'body_timeout'
  | 'body_malformed'
  | 'transfer_coding'
  | 'expectation'
  | 'forwarded_for'
  | 'unknown_path'
  | 'wrong_method'
  // The client
  | 'no_token'
  | 'not_bearer'
  | 'too_many_failures'
  | 'too_many_requests'
  | 'scope'
  | 'unknown_animation'
  // The gateway or the driver
  | 'registry_unavailable'
  | 'keys_unavailable'
  | 'driver_unreachable'
  | 'driver_busy'
  | 'driver_rate_limit'
  | 'driver_refused'
  | 'internal_error';
