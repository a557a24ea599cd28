import type { IncomingMessage, ServerResponse } from 'node:http';
import helmet from 'helmet';

const ONE_YEAR_S = 31_536_000;

/**
 * Helmet for an API: no response can be executed, framed, embedded or taken for another type. Only a server that speaks TLS
 * promises HSTS.
 */
export function securityHeaders(
  isTls: boolean,
): (req: IncomingMessage, res: ServerResponse, next: () => void) => void {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isTls && { maxAge: ONE_YEAR_S, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    // Nothing sets it.
    xPoweredBy: false,
  });
}
