/**
 * Which requests may be served, written a second time and in another way than the gateway: regular expressions over the
 * bytes. There is one valid token.
 */
const REQUEST_LINE =
  /^([A-Z-]{1,20}) +(\/[\w/.~-]*)(\?(?:[\w.~!$&'()*+,;=:@/?-]|%[\dA-Fa-f]{2})*)? +(HTTP\/1\.1|HTTP\/1\.0|RTSP\/1\.0)$/;
const FIELD = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*?)[ \t]*$/;
const SERVABLE_ROUTES: readonly (readonly [method: RegExp, path: RegExp, needsToken: boolean])[] = [
  [/^(?:GET|HEAD)$/, /^\/healthz$/, false],
  [/^(?:GET|HEAD)$/, /^\/v1\/(?:animations|status)$/, true],
  [/^POST$/, /^\/v1\/animations\/[a-z](?:_?[a-z0-9])*$/, true],
];

/** How many requests of these bytes may be answered with 200. Where it can't follow, none that comes after may. */
export function countServable(stream: string, token: string): number {
  let servable = 0;
  let rest = stream;
  while (rest !== '') {
    const read = readRequest(rest.replace(/^[\r\n]+/, ''), token);
    if (!read) return servable;
    if (read.servable) servable++;
    rest = read.rest;
  }
  return servable;
}

function readRequest(
  text: string,
  token: string,
): { readonly servable: boolean; readonly rest: string } | undefined {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return undefined;
  const [requestLine = '', ...lines] = text.slice(0, end).split('\r\n');
  const [, method = '', path = '', , version = ''] = REQUEST_LINE.exec(requestLine) ?? [];
  if (path === '' || /[\r\n]/.test(requestLine)) return undefined;
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const [, name = '', value = ''] = FIELD.exec(line) ?? [];
    if (name === '') return undefined;
    fields.set(name.toLowerCase(), [...(fields.get(name.toLowerCase()) ?? []), value]);
  }
  const rest = skipBody(text.slice(end + 4), fields);
  if (rest === undefined || !hasValidHost(fields, version)) return undefined;
  const tokens = fields.get('authorization') ?? [];
  if (tokens.length > 1) return undefined;
  const isKnown = /^Bearer /i.test(tokens[0] ?? '') && tokens[0]?.slice('Bearer '.length) === token;
  const servable = SERVABLE_ROUTES.some(
    ([m, p, needsToken]) => m.test(method) && p.test(path) && (isKnown || !needsToken),
  );
  return { servable, rest };
}

function hasValidHost(fields: ReadonlyMap<string, readonly string[]>, version: string): boolean {
  const hosts = fields.get('host') ?? [];
  return hosts.length === 1 || (hosts.length === 0 && version.endsWith('1.0'));
}

/** What follows the body; undefined if its start cannot be determined. */
function skipBody(text: string, fields: ReadonlyMap<string, readonly string[]>): string | undefined {
  const [lengths = [], codings = []] = [fields.get('content-length'), fields.get('transfer-encoding')];
  if (lengths.length + codings.length > 1) return undefined;
  if (codings.length === 1) return /^chunked$/i.test(codings[0] ?? '') ? skipChunks(text) : undefined;
  if (lengths.length === 0) return text;
  const length = /^\d{1,15}$/.test(lengths[0] ?? '') ? Number(lengths[0]) : Number.POSITIVE_INFINITY;
  return length <= Math.min(text.length, 1024) ? text.slice(length) : undefined;
}

function skipChunks(text: string): string | undefined {
  let rest = text;
  while (true) {
    const [line = '', size] = /^0*([\dA-Fa-f]{1,4})(?:[ \t]*;[^\r\n]*)?\r\n/.exec(rest) ?? [];
    if (size === undefined) return undefined;
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      const [trailers] = /^(?:[^\r\n:]+:[^\r\n]*\r\n)*\r\n/.exec(rest.slice(line.length)) ?? [];
      return trailers === undefined ? undefined : rest.slice(line.length + trailers.length);
    }
    const data = rest.slice(line.length, line.length + length + 2);
    if (data.length < length + 2 || !data.endsWith('\r\n')) return undefined;
    rest = rest.slice(line.length + length + 2);
  }
}
