import type { ServerResponse } from 'node:http';
import helmet from 'helmet';

/** Names and values in turn, as Node takes them. */
export type RawHeaders = readonly string[];

const ONE_YEAR_S = 31_536_000;

/**
 * This is an interface for programs: no answer may be run, framed, embedded, cached or taken for another type. HSTS is
 * promised only by a server that speaks TLS. They are the same for every answer, so Helmet is asked once.
 */
export function securityHeaders(isTls: boolean): RawHeaders {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  };
  const addTo = helmet({
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
  });
  addTo({} as never, recorder as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  headers.set('Cache-Control', 'no-store');
  return [...headers].flat();
}
