/** A good token, brought in a way in which none may be brought. */
export interface HeaderAttack {
  readonly title: string;
  readonly reason: string;
  /** Header lines, as they go over the wire, in latin1. TOKEN stands for the token. */
  readonly lines: readonly string[];
  readonly target?: string;
  readonly body?: string;
}

const GOOD = 'Authorization: Bearer TOKEN';
/** UTF-8, as it goes over the wire. */
const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

type Row = readonly [title: string, reason: string, lines: readonly string[], rest?: Partial<HeaderAttack>];

const ROWS: readonly Row[] = [
  ['no header at all', 'no_token', []],
  ['an empty header', 'not_bearer', ['Authorization:']],
  ['the scheme alone', 'not_bearer', ['Authorization: Bearer']],
  ['the token alone', 'not_bearer', ['Authorization: TOKEN']],
  ['a tab', 'not_bearer', ['Authorization: Bearer\tTOKEN']],
  ['a space that does not break', 'not_bearer', ['Authorization: Bearer\xa0TOKEN']],
  ['a wide space', 'not_bearer', [utf8('Authorization: Bearer\u3000TOKEN')]],
  ['a scheme in letters that only look alike', 'not_bearer', [utf8('Authorization: Be\u0430rer TOKEN')]],
  ['a scheme in wide letters', 'not_bearer', [utf8('Authorization: \uff22earer TOKEN')]],
  ['a token with a letter that takes no room', 'not_bearer', [utf8('Authorization: Bearer TOKEN\u200b')]],
  ['a token with a high byte', 'not_bearer', ['Authorization: Bearer TOKEN\xff']],
  ['two tokens with a space', 'not_bearer', ['Authorization: Bearer TOKEN TOKEN']],
  ['two credentials with a comma', 'not_bearer', ['Authorization: Bearer TOKEN, Bearer TOKEN']],
  ['two tokens with a comma', 'malformed', ['Authorization: Bearer TOKEN,TOKEN']],
  ['a comma after it', 'malformed', ['Authorization: Bearer TOKEN,']],
  ['a semicolon and more after it', 'malformed', ['Authorization: Bearer TOKEN;realm=x']],
  ['quotes around it', 'malformed', ['Authorization: Bearer "TOKEN"']],
  ['a name before it', 'malformed', ['Authorization: Bearer token=TOKEN']],
  ['a colon after the scheme', 'not_bearer', ['Authorization: Bearer: TOKEN']],
  ['an equals sign after the scheme', 'not_bearer', ['Authorization: Bearer=TOKEN']],
  ...['Basic', 'Digest', 'Token', 'JWT', 'DPoP', 'MAC', 'Bearerx', 'xBearer', 'Negotiate'].map(
    (scheme): Row => [`the scheme ${scheme}`, 'not_bearer', [`Authorization: ${scheme} TOKEN`]],
  ),
  ['two headers, both good', 'duplicate_authorization', [GOOD, GOOD]],
  ['two headers, the second bad', 'duplicate_authorization', [GOOD, 'Authorization: Basic eDp4']],
  ['two headers, the first bad', 'duplicate_authorization', ['Authorization: Basic eDp4', GOOD]],
  ['two headers, the first empty', 'duplicate_authorization', ['Authorization:', GOOD]],
  ['two headers in other capitals', 'duplicate_authorization', ['AUTHORIZATION: Bearer TOKEN', GOOD]],
  ...[
    'Proxy-Authorization',
    'X-Authorization',
    'X-Forwarded-Authorization',
    'X-Access-Token',
    'Authentication',
    'Authorization2',
    'Authorization_',
  ].map((name): Row => [`another header, ${name}`, 'no_token', [`${name}: Bearer TOKEN`]]),
  ['a cookie', 'no_token', ['Cookie: access_token=TOKEN; Authorization=Bearer TOKEN']],
  ['the query', 'no_token', [], { target: '/v1/status?access_token=SHORT' }],
  [
    'the body',
    'no_token',
    ['Content-Type: application/x-www-form-urlencoded'],
    { body: 'access_token=TOKEN' },
  ],
  [
    'the trailer after a body in chunks',
    'no_token',
    ['Transfer-Encoding: chunked', 'Trailer: Authorization'],
    { body: '1\r\nx\r\n0\r\nAuthorization: Bearer TOKEN\r\n\r\n' },
  ],
  ['a space before the colon', 'HPE_INVALID_HEADER_TOKEN', ['Authorization : Bearer TOKEN']],
  ['a line that is folded', 'HPE_INVALID_HEADER_TOKEN', ['Authorization: Bearer', ' TOKEN']],
  ['a zero byte', 'HPE_INVALID_HEADER_TOKEN', ['Authorization: Bearer TOKEN\0']],
  ['a token of 9 KiB', 'HPE_HEADER_OVERFLOW', [`Authorization: Bearer ${'A'.repeat(9 * 1024)}`]],
  ['a token of 7 KiB', 'too_long', [`Authorization: Bearer ${'A'.repeat(7 * 1024)}`]],
];

export const HEADER_ATTACKS: readonly HeaderAttack[] = ROWS.map(([title, reason, lines, rest]) => ({
  title,
  reason,
  lines,
  ...rest,
}));
