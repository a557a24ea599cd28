/** Requests as bytes, by the row of docs/api.md that says what becomes of them. TOKEN stands for a valid token. */
export type RequestCases = Readonly<Record<string, readonly string[]>>;

const AUTHORIZATION = 'Authorization: Bearer TOKEN\r\n';
const HEAD = `Host: tree\r\n${AUTHORIZATION}`;
const PLAY = 'POST /v1/animations/twinkle HTTP/1.1';
const STATUS = 'GET /v1/status HTTP/1.1';

/** A request that is served, but for what is put in. */
const get = (line = STATUS, fields = ''): string => `${line}\r\n${HEAD}${fields}\r\n`;
const target = (text: string): string => get(`GET ${text} HTTP/1.1`);
const post = (fields: string, body = ''): string => `${PLAY}\r\n${HEAD}${fields}\r\n${body}`;
const chunked = (body: string): string => post('Transfer-Encoding: chunked\r\n', body);
const play = (id: string): string => get(`POST /v1/animations/${id} HTTP/1.1`);
const fields = (count: number): string => Array.from({ length: count }, (_, i) => `X-${i}: 1\r\n`).join('');
const stranger = (text: string): string => text.replaceAll(AUTHORIZATION, '');

const SMALL = 'b'.repeat(1024);

/** "Refused requests". */
export const REFUSED_REQUESTS: RequestCases = {
  'bytes that are not HTTP, or HTTP/0.9, HTTP/2 or another version': [
    '\x16\x03\x01\x02\0\x01\0',
    'garbage\r\n\r\n',
    'GET /v1/status\r\n\r\n',
    get('GET /v1/status HTTP/0.9'),
    get('GET /v1/status HTTP/1.2'),
    get('GET /v1/status HTTP/2.0'),
    get('GET /v1/status HTTP/11.1'),
    get('GET /v1/status http/1.1'),
    get('GET /v1/status ICE/1.0'),
    get('GET /v1/status HTTPS/1.1'),
    get('GET /v1/status HTTP/1.1 '),
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  ],
  'an unknown method, or one in lower case': [
    get('get /v1/status HTTP/1.1'),
    get('Get /v1/status HTTP/1.1'),
    get('FOO /v1/status HTTP/1.1'),
    get('GETX /v1/status HTTP/1.1'),
    `${'A'.repeat(9000)} / HTTP/1.1\r\n\r\n`,
  ],
  '`CONNECT`': [
    get('CONNECT tree:443 HTTP/1.1'),
    get('CONNECT /v1/status HTTP/1.1'),
    'CONNECT 10.0.0.1:22 HTTP/1.1\r\nHost: tree\r\n\r\n',
  ],
  'a line end other than CR LF, a folded field, a control character, a space before the colon, a field without name or colon':
    [
      get().replaceAll('\r\n', '\n'),
      get().replace('tree\r\n', 'tree\n'),
      get().replace('tree\r\n', 'tree\rX: 1\r\n'),
      get(STATUS, 'X: a\r\n b\r\n'),
      get(STATUS, 'X: a\r\n\tb\r\n'),
      get().replace('Host', ' Host'),
      get(STATUS, 'X: a\0b\r\n'),
      get(STATUS, 'X: \x01\r\n'),
      get(STATUS, 'X: \x7f\r\n'),
      get(STATUS, 'X : 1\r\n'),
      get(STATUS, ': 1\r\n'),
      get(STATUS, 'XYZ\r\n'),
      get(STATUS, 'X\xe9: 1\r\n'),
      get('GET\t/v1/status HTTP/1.1'),
      ` ${get()}`,
    ],
  '`Content-Length` that is not a number, appears twice, or comes with `Transfer-Encoding`': [
    post('Content-Length: +3\r\n', 'abc'),
    post('Content-Length: -3\r\n', 'abc'),
    post('Content-Length: 0x3\r\n', 'abc'),
    post('Content-Length: 3, 3\r\n', 'abc'),
    post('Content-Length:\r\n'),
    post('Content-Length: 99999999999999999999\r\n'),
    post('Content-Length: 3\r\nContent-Length: 3\r\n', 'abc'),
    post('Content-Length: 3\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    post('Transfer-Encoding: chunked\r\nContent-Length: 3\r\n', '0\r\n\r\n'),
  ],
  'target and header fields of more than 8 KiB': [
    get(STATUS, `X: ${'x'.repeat(9 * 1024)}\r\n`),
    get(STATUS, `${'x'.repeat(9 * 1024)}: 1\r\n`),
    target(`/${'a'.repeat(9 * 1024)}`),
    target(`/v1/status?${'q'.repeat(8_300)}`),
  ],
  'a target of more than 512 bytes': [
    target(`/v1/status?${'q'.repeat(513 - '/v1/status?'.length)}`),
    target(`/${'a'.repeat(512)}`),
    target(`/%${'a'.repeat(512)}`),
  ],
  'a target with scheme or host, `*`, an empty target, or one without its first slash': [
    target('http://tree/v1/status'),
    target('https://tree/v1/status'),
    get('OPTIONS * HTTP/1.1'),
    target('*'),
    target('tree:443'),
    get('GET HTTP/1.1'),
    get('GET  HTTP/1.1'),
    target('?q'),
    target('v1/status'),
  ],
  'percent-encoding in the path, valid or not': [
    ...['%74winkle', 'twinkle%00', '%E2%80%AE', '%', '%zz', '%2', 'a%2fb', '%2e%2e', '..%2fstatus'],
    ...['%2e', '%252e%252e%252f', '%c0%ae', '%c0%af', '%e0%80%af', '%u0074', 'twinkle%20', '%0d%0aX:1'],
  ].map(play),
  'other characters in the path than letters, digits, `-`, `.`, `_`, `~` and `/`, such as their look-alikes in Unicode':
    [
      ...['tw\xc4\xb1nkle', 'tw\xd1\x96nkle', '\xef\xbd\x94winkle', 'twinkle\xe2\x80\x8b', 'twinkle\xff'],
      ...['twinkle;x=1', 'twin\\kle', 'twinkle|', '{id}', 'a:b', "'", '"', '<', '+', '$', ',', '@'],
    ].map(play),
  'a fragment, or a query with characters that need encoding': [
    target('/v1/status#x'),
    target('/v1/status?a#x'),
    target('/v1/status?a="b"'),
    target('/v1/status?%'),
    target('/v1/status?%zz'),
    target('/v1/status?\xc3\xa4'),
  ],
  '`.` or `..` as a segment of the path': [
    target('/v1/animations/../status'),
    target('/v1/./status'),
    target('/..'),
    target('/.'),
    target('/v1/status/..?q'),
    target('/../../etc/passwd'),
  ],
  'more than 64 header fields': [get(STATUS, fields(63)), get(STATUS, fields(500))],
  'no `Host` (HTTP/1.1), two, or one that is neither name nor address': [
    get().replace('Host: tree\r\n', ''),
    get(STATUS, 'Host: other\r\n'),
    get(STATUS, 'hOST: tree\r\n'),
    ...[
      '',
      'a b',
      'tree/x',
      'user@tree',
      'tree:',
      'tree:443:443',
      'tree:x',
      '[::1',
      '::1',
      'a,b',
      'tr\xe9e',
    ].map((host) => get().replace('Host: tree', `Host: ${host}`)),
  ],
  '`Authorization` twice': [
    get(STATUS, AUTHORIZATION),
    get(STATUS, AUTHORIZATION.toLowerCase().replace('token', 'TOKEN')),
    get(STATUS, 'Authorization: Basic eDp5\r\n'),
  ],
  'an expectation other than `100-continue`': [
    post('Expect: a-miracle\r\n'),
    post('Expect: 100-continue, 100-continue\r\n'),
    post('Expect: 100-continue\r\nExpect: 100-continue\r\n'),
    post('Expect: 200-ok\r\nContent-Length: 3\r\n', 'abc'),
  ],
  'a transfer coding other than `chunked`, or any in HTTP/1.0': [
    post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
    post('Transfer-Encoding: identity\r\n'),
    post('Transfer-Encoding:\r\n'),
    post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
    post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
    chunked('0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0'),
  ],
  '`Content-Length` of more than 1024': [
    post('Content-Length: 1025\r\n', `${SMALL}b`),
    post('Content-Length: 9999999\r\n'),
    post('Content-Length: 9999999\r\nExpect: 100-continue\r\n'),
    stranger(post('Content-Length: 1025\r\n')),
  ],
  '`X-Forwarded-For` from a trusted proxy that is not a list of addresses': [
    get(STATUS, 'X-Forwarded-For: somebody\r\n'),
    get(STATUS, 'X-Forwarded-For:\r\n'),
    get(STATUS, 'X-Forwarded-For: 203.0.113.9:4711\r\n'),
    get(STATUS, 'X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-For: unknown\r\n'),
  ],
  'an unknown path, or a known one with an extra slash or in upper case': [
    ...['/', '//', '/v1', '/v1/', '/V1/status', '/v1/status/', '//v1/status', '/v1//status', '/healthz/'],
    ...['/v1/animations/', '/v1/animations/twinkle/', '/v1/animations/a/b', '/...', '/.env', '/wp-login.php'],
  ].map(target),
  'a method that the path does not have: `TRACE`, `OPTIONS`, `PUT`, `PROPFIND` …': [
    ...['TRACE', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'POST', 'PROPFIND', 'M-SEARCH', 'SOURCE', 'PURGE'].map(
      (method) => get(`${method} /v1/status HTTP/1.1`),
    ),
    get('GET /v1/animations/twinkle HTTP/1.1'),
    get('POST /healthz HTTP/1.1'),
    get('SOURCE /v1/status ICE/1.0'),
    stranger(get('TRACE /v1/status HTTP/1.1')),
  ],
  'no token, even if everything else is right': [
    stranger(get()),
    stranger(post('Content-Length: 3\r\n', 'abc')),
    stranger(post('Content-Length: 3\r\nExpect: 100-continue\r\n')),
    stranger(chunked('3\r\nabc\r\n')),
    stranger(get(STATUS, 'Cookie: token=TOKEN\r\nX-Api-Key: TOKEN\r\n')),
    stranger(target('/v1/status?access_token=secret')),
    stranger(post('Transfer-Encoding: chunked\r\n', '0\r\nAuthorization: Bearer x\r\n\r\n')),
  ],
  'with a valid token: malformed chunks': [
    chunked('xyz\r\n'),
    chunked('0x3\r\nabc\r\n0\r\n\r\n'),
    chunked('-3\r\nabc\r\n0\r\n\r\n'),
    chunked('3\nabc\n0\n\n'),
    chunked('3\r\nabcd\r\n0\r\n\r\n'),
    chunked('FFFFFFFFFFFFFFFFF\r\nabc\r\n0\r\n\r\n'),
    chunked('3 \0\r\nabc\r\n0\r\n\r\n'),
  ],
  'with a valid token: chunks of more than 1024 bytes': [
    chunked(`401\r\n${SMALL}b\r\n0\r\n\r\n`),
    chunked(`${`1\r\nb\r\n`.repeat(1025)}0\r\n\r\n`),
  ],
  'with a valid token: extensions of one chunk of more than 16 KiB': [
    chunked(`3;a=${'b'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`),
    chunked(`1\r\nb\r\n3;a=${'b'.repeat(20_000)}\r\nabc\r\n0\r\n\r\n`),
  ],
  'with a valid token: trailers of more than 8 KiB': [chunked(`0\r\nX: ${'b'.repeat(20_000)}\r\n\r\n`)],
  'with a valid token: a malformed ID, or one of more than 32 characters': [
    ...['a'.repeat(33), 'a'.repeat(400), 'Twinkle', 'TWINKLE', 'twinkle_', '_', 'twin--kle', '1', '...', '~'],
    ...['__proto__', 'constructor', 'twin__kle', 'twinkle.json'],
  ].map(play),
  'header fields that are not complete in time': [
    'GET /v1/st',
    'GET /v1/status\r\n',
    `${STATUS}\r\nX-Slow: `,
  ],
  'with a valid token: a body that is not complete in time': [
    post('Content-Length: 10\r\n', 'abc'),
    chunked('3\r\nabc\r\n'),
    post('Content-Length: 10\r\nExpect: 100-continue\r\n'),
  ],
};

/** "Accepted requests". */
export const SERVED_REQUESTS: RequestCases = {
  'HTTP/1.0, with or without `Host`': [
    get('GET /v1/status HTTP/1.0'),
    get('GET /v1/status HTTP/1.0').replace('Host: tree\r\n', ''),
    get('GET /v1/status HTTP/1.0', 'Connection: keep-alive\r\n'),
  ],
  '`RTSP/1.0` or `RTSP/1.1` instead of `HTTP/…`': [
    get('GET /v1/status RTSP/1.0'),
    get('GET /v1/status RTSP/1.1'),
  ],
  '`HEAD`': [get('HEAD /v1/status HTTP/1.1')],
  'a query': [target('/v1/status?'), target('/v1/status?a=%20&b=/../'), target('/v1/status?id=fire')],
  'a body of up to 1024 bytes, with its length or in chunks': [
    post('Content-Length: 1024\r\n', SMALL),
    post('Content-Length: 0003\r\n', 'abc'),
    post('Content-Length: 0\r\n'),
    chunked(`400\r\n${SMALL}\r\n0\r\n\r\n`),
    chunked('0\r\n\r\n'),
    post('Transfer-Encoding: CHUNKED\r\n', '0\r\n\r\n'),
    `${get(STATUS, 'Content-Length: 3\r\n')}abc`,
  ],
  'chunk extensions and trailers': [
    chunked('3;a=b;c="d"\r\nabc\r\n0\r\n\r\n'),
    chunked('3\r\nabc\r\n0\r\nX: 1\r\nAuthorization: Bearer x\r\nHost: other\r\n\r\n'),
  ],
  '`Expect: 100-continue`': [
    post('Expect: 100-continue\r\n'),
    post('Expect: 100-continue\r\nContent-Length: 3\r\n', 'abc'),
    post('Expect: 100-CONTINUE\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  ],
  '`Upgrade` to a websocket or to HTTP/2': [
    get(STATUS, 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'),
    get(
      STATUS,
      'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n',
    ),
    post('Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 3\r\n', 'abc'),
    get() + get() + get(STATUS, 'Connection: Upgrade\r\nUpgrade: websocket\r\n'),
  ],
  '`Range`, `If-None-Match` and other conditions': [
    get(STATUS, 'Range: bytes=0-1\r\n'),
    get(
      STATUS,
      'If-None-Match: *\r\nIf-Match: "x"\r\nIf-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT\r\n',
    ),
  ],
  '`Accept`, `Accept-Encoding`, `Cookie`, `X-HTTP-Method-Override`, `X-Original-URL`, `Forwarded`': [
    get(STATUS, 'Accept: text/html\r\nAccept-Encoding: gzip, br\r\nCookie: a=b\r\n'),
    get(STATUS, 'X-HTTP-Method-Override: DELETE\r\nX-Original-URL: /nowhere\r\nForwarded: for=9.9.9.9\r\n'),
    get(STATUS, 'Connection: authorization, host\r\n'),
  ],
  '`X-Forwarded-For` from a client that is not a trusted proxy': [
    get(STATUS, 'X-Forwarded-For: 9.9.9.9\r\n'),
  ],
  'empty lines before a request, spaces instead of one, bytes from 0x80 in a value': [
    `\r\n\r\n${get()}`,
    get('GET  /v1/status HTTP/1.1'),
    get(STATUS, 'X: \xe9\r\n'),
  ],
  'several requests at once on one connection': [get() + post('Content-Length: 3\r\n', 'abc') + get()],
};
