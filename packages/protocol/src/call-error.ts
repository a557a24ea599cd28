/** Every error that a reply can carry, with its parameters. The names are stable. `org.varlink.service.*` are the standard's. */
export interface ErrorParameters {
  'org.varlink.service.InterfaceNotFound': { interface: string };
  'org.varlink.service.MethodNotFound': { method: string };
  'org.varlink.service.MethodNotImplemented': { method: string };
  'org.varlink.service.InvalidParameter': { parameter: string };
  'org.varlink.service.PermissionDenied': Record<never, never>;
  'org.varlink.service.ExpectedMore': Record<never, never>;
  /** The ID is well-formed, but unknown or not allowed for this role. */
  'io.garland.Driver.UnknownAnimation': { id: string };
  'io.garland.Driver.RateLimited': { retryAfterMs: number };
  /** Reload found mistakes in the configuration file; the old configuration stays in force. */
  'io.garland.Driver.InvalidConfiguration': { problems: readonly string[] };
  /** Reload found changes that only a restart can apply; nothing was changed. */
  'io.garland.Driver.RestartRequired': { keys: readonly string[] };
}

export type ErrorName = keyof ErrorParameters;

/** An error reply: handlers throw it, and a client's call rejects with it. */
export class CallError<N extends ErrorName = ErrorName> extends Error {
  override readonly name = 'CallError';
  readonly code: N;
  readonly parameters: ErrorParameters[N];

  constructor(code: N, parameters: ErrorParameters[N]) {
    super(`${code} ${JSON.stringify(parameters)}`);
    this.code = code;
    this.parameters = parameters;
  }

  is<M extends ErrorName>(code: M): this is CallError<M> {
    return (this.code as ErrorName) === code;
  }
}

export function invalidParameter(parameter: string): CallError<'org.varlink.service.InvalidParameter'> {
  return new CallError('org.varlink.service.InvalidParameter', { parameter });
}
