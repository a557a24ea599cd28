import { randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { base64url, headerFor, nowS, signText } from '@garland/test-kit/tokens';
import type { TokenClaims, TokenFault } from '@garland/tokens';
import { bytes32, P256_ORDER, type TokenIssuer } from './token-issuer.ts';

/** A token that must not be accepted, and for which reason it is not. */
export interface TokenAttack {
  readonly title: string;
  readonly reason: TokenFault;
  forgeToken(issuer: TokenIssuer): string;
}

type Forge = TokenAttack['forgeToken'];
type Row = readonly [title: string, reason: TokenFault, forge: Forge];

const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

/** The same attack with many values. */
function each<T>(
  values: readonly T[],
  title: string,
  reason: TokenFault,
  forge: (issuer: TokenIssuer, value: T) => string,
): Row[] {
  return values.map((value) => [
    `${title}: ${JSON.stringify(value).slice(0, 60)}`,
    reason,
    (issuer) => forge(issuer, value),
  ]);
}

const ALGORITHM: readonly Row[] = [
  ...each(
    ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\u0000', 'n\u043ene', ''],
    'no algorithm, spelt',
    'wrong_algorithm',
    (issuer, alg) => issuer.withField('alg', alg),
  ),
  ...each(['none', 'NONE'], 'no algorithm and no signature', 'malformed', (issuer, alg) =>
    issuer.withField('alg', alg).replace(/[^.]+$/, ''),
  ),
  ...each(
    ['HS256', 'HS384', 'HS512', 'RS256', 'PS256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'es256', 'ES256 '],
    'another algorithm',
    'wrong_algorithm',
    (issuer, alg) => issuer.withField('alg', alg),
  ),
  ...each(
    [['ES256'], { alg: 'ES256' }, 256, true, null],
    'an algorithm of another type',
    'wrong_algorithm',
    (issuer, alg) => issuer.withField('alg', alg),
  ),
  ['no alg', 'wrong_algorithm', (issuer) => issuer.withHeader({ typ: 'JWT', kid: issuer.keys.kid })],
  [
    'HS256 with the public key as its secret',
    'malformed',
    (issuer) => issuer.hmac('HS256', issuer.keys.publicPem),
  ],
  [
    'HS256 with the public key, filled up to 64 bytes',
    'wrong_algorithm',
    (issuer) => issuer.hmac('HS256', issuer.keys.publicPem, 64),
  ],
  [
    'HS512 with the public key in DER',
    'wrong_algorithm',
    (issuer) => issuer.hmac('HS512', issuer.keys.publicKey.export({ type: 'spki', format: 'der' })),
  ],
  [
    'HS512 with the key ID as its secret',
    'wrong_algorithm',
    (issuer) => issuer.hmac('HS512', issuer.keys.kid),
  ],
  ['HS512 with an empty secret', 'wrong_algorithm', (issuer) => issuer.hmac('HS512', '')],
];

const jwkOf = (issuer: TokenIssuer): object => issuer.foreignKey.publicKey.export({ format: 'jwk' });

const HEADER: readonly Row[] = [
  [
    'a key of its own in the header, and signed with that',
    'bad_header',
    (issuer) =>
      issuer.withHeader(
        { alg: 'ES256', typ: 'JWT', kid: issuer.keys.kid, jwk: jwkOf(issuer) },
        issuer.foreignKey.privateKey,
      ),
  ],
  [
    'this tree’s own key in the header',
    'bad_header',
    (issuer) => issuer.withField('jwk', issuer.keys.publicKey.export({ format: 'jwk' })),
  ],
  ...each(['jku', 'x5u'], 'a key by address, in', 'bad_header', (issuer, name) =>
    issuer.withField(name, 'https://203.0.113.9/keys.json'),
  ),
  [
    'a key by address, in this system',
    'bad_header',
    (issuer) => issuer.withField('jku', 'http://127.0.0.1:1/'),
  ],
  ['a key by file', 'bad_header', (issuer) => issuer.withField('jku', 'file:///etc/passwd')],
  ...each(['x5c', 'x5t', 'x5t#S256'], 'a certificate, in', 'bad_header', (issuer, name) =>
    issuer.withField(name, ['MIIB']),
  ),
  ...each(
    [
      '../../dev/null',
      '/dev/null',
      'file:///etc/passwd',
      'http://203.0.113.9/',
      "' OR 1=1 --",
      '$(id)',
      '|id',
      '__proto__',
      'constructor',
      '',
      '0123456789abcde',
      '0123456789abcdef0',
      '0123456789ABCDEF',
      '0123456789abcdef\n',
      '0123456789abcde\u0000',
      7,
      null,
      true,
      {},
    ],
    'a key ID that is none',
    'bad_header',
    (issuer, kid) => issuer.withField('kid', kid),
  ),
  ['a key ID in a list', 'bad_header', (issuer) => issuer.withField('kid', [issuer.keys.kid])],
  ['no key ID', 'bad_header', (issuer) => issuer.withHeader({ alg: 'ES256', typ: 'JWT' })],
  ...each(
    ['jwt', 'at+jwt', 'JWE', 'JOSE', 'application/jwt', '', null, ['JWT'], 1],
    'another type',
    'bad_header',
    (issuer, typ) => issuer.withField('typ', typ),
  ),
  ['no type', 'bad_header', (issuer) => issuer.withHeader({ alg: 'ES256', kid: issuer.keys.kid })],
  ...each(
    [['exp'], ['b64'], [], 'x', null],
    'an extension that must be understood',
    'bad_header',
    (issuer, crit) => issuer.withField('crit', crit),
  ),
  ['an unencoded payload', 'bad_header', (issuer) => issuer.withField('b64', false)],
  ['a compressed payload by name', 'bad_header', (issuer) => issuer.withField('zip', 'DEF')],
  [
    'a compressed payload in fact',
    'bad_header',
    (issuer) => {
      const head = `${base64url(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: issuer.keys.kid, zip: 'DEF' }))}.${base64url(deflateRawSync(issuer.payload))}`;
      return `${head}.${base64url(issuer.sign(head))}`;
    },
  ],
  ['a token in a token, by name', 'bad_header', (issuer) => issuer.withField('cty', 'JWT')],
  [
    'the header of an encrypted token',
    'wrong_algorithm',
    (issuer) => issuer.withHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }),
  ],
  ['an encryption beside the algorithm', 'bad_header', (issuer) => issuer.withField('enc', 'A256GCM')],
  ['a count of rounds', 'bad_header', (issuer) => issuer.withField('p2c', 2 ** 31)],
  ['an unknown field', 'bad_header', (issuer) => issuer.withField('x', 1)],
  ...each(
    ['["ES256"]', 'null', '"ES256"', '7', '', '{alg:"ES256"}', '{"alg":"ES256"'],
    'a header that is no object',
    'bad_header',
    (issuer, text) => (text === '' ? issuer.withHeader(' ') : issuer.withHeader(text)),
  ),
  ['a header with a byte order mark', 'bad_header', (issuer) => issuer.withHeader(`\ufeff${issuer.header}`)],
  ['a header with something after it', 'bad_header', (issuer) => issuer.withHeader(`${issuer.header}{}`)],
  [
    'alg twice, the bad one first',
    'bad_header',
    (issuer) => issuer.withHeader(issuer.header.replace('{', '{"alg":"none",')),
  ],
  [
    'alg twice, the bad one last',
    'bad_header',
    (issuer) => issuer.withHeader(issuer.header.replace('}', ',"alg":"none"}')),
  ],
  [
    'alg twice, once escaped',
    'bad_header',
    (issuer) => issuer.withHeader(issuer.header.replace('{', '{"\\u0061lg":"none",')),
  ],
  [
    'kid twice',
    'bad_header',
    (issuer) => issuer.withHeader(issuer.header.replace('{', `{"kid":"${issuer.foreignKey.kid}",`)),
  ],
  [
    '__proto__ in the header',
    'bad_header',
    (issuer) => issuer.withHeader(issuer.header.replace('{', '{"__proto__":{},')),
  ],
  [
    'a header of 100 nested lists',
    'bad_header',
    (issuer) => issuer.withHeader(issuer.header.replace('{', `{"x":${'['.repeat(100)}${']'.repeat(100)},`)),
  ],
];

const SHAPE: readonly Row[] = [
  ['one word', 'malformed', () => 'garland'],
  ['three dots', 'malformed', () => '...'],
  ['two parts', 'malformed', (issuer) => issuer.parts().slice(0, 2).join('.')],
  ['four parts', 'malformed', (issuer) => `${issuer.validToken()}.AAAA`],
  ['five parts, as an encrypted token has', 'malformed', (issuer) => `${issuer.validToken()}.AAAA.AAAA`],
  ['a dot before it', 'malformed', (issuer) => `.${issuer.validToken()}`],
  ['a dot after it', 'malformed', (issuer) => `${issuer.validToken()}.`],
  ['an empty header', 'malformed', (issuer) => `.${issuer.parts().slice(1).join('.')}`],
  ['an empty payload', 'malformed', (issuer) => `${issuer.parts()[0]}..${issuer.parts()[2]}`],
  ['an empty signature', 'malformed', (issuer) => `${issuer.parts()[0]}.${issuer.parts()[1]}.`],
  ['base64 instead of base64url', 'malformed', (issuer) => `${issuer.validToken().slice(0, -2)}+/`],
  ['padding on the signature', 'malformed', (issuer) => `${issuer.validToken()}==`],
  ['padding on the header', 'malformed', (issuer) => issuer.validToken().replace('.', '=.')],
  ['a percent-encoded dot', 'malformed', (issuer) => issuer.validToken().replace('.', '%2E')],
  ['quotes around it', 'malformed', (issuer) => `"${issuer.validToken()}"`],
  ['a header in another spelling', 'malformed', (issuer) => respelt(issuer, 0)],
  ['a payload in another spelling', 'malformed', (issuer) => respelt(issuer, 1)],
  [
    'a signature in another spelling',
    'malformed',
    (issuer) => `${issuer.validToken().slice(0, -1)}${next(issuer.validToken().at(-1))}`,
  ],
  ['a longer signature', 'malformed', (issuer) => `${issuer.validToken()}A`],
  ['a shorter signature', 'malformed', (issuer) => issuer.validToken().slice(0, -1)],
  ['a token twice, with a comma', 'malformed', (issuer) => `${issuer.validToken()},${issuer.validToken()}`],
  [
    'the JSON form of a signed token',
    'malformed',
    (issuer) => {
      const [header, payload, signature] = issuer.parts();
      return JSON.stringify({ protected: header, payload, signature });
    },
  ],
  ['2049 characters', 'too_long', (issuer) => issuer.validToken().padStart(2049, 'A')],
  ['6 KiB, well signed', 'too_long', (issuer) => issuer.withClaims({ pad: 'x'.repeat(4000) })],
  ['2049 dots', 'too_long', () => '.'.repeat(2049)],
];

/** The same bytes with other bits in what base64url leaves over. */
function respelt(issuer: TokenIssuer, part: 0 | 1): string {
  const texts = [issuer.header, issuer.payload];
  // A length that leaves bits over.
  while (Buffer.byteLength(texts[part] ?? '') % 3 === 0) texts[part] += ' ';
  const [header = '', payload = ''] = texts.map(base64url);
  const parts = [header, payload, base64url(issuer.sign(`${header}.${payload}`))];
  parts[part] = `${parts[part]?.slice(0, -1)}${next(parts[part]?.at(-1))}`;
  return parts.join('.');
}

function next(character = ''): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[(alphabet.indexOf(character) + 1) % 64] ?? '';
}

const LOW = P256_ORDER >> 2n;

const SIGNATURE: readonly Row[] = [
  ['a signature of zeros', 'bad_signature', (issuer) => issuer.withSignature(() => Buffer.alloc(64))],
  [
    'a signature of ones',
    'bad_signature',
    (issuer) => issuer.withSignature(() => Buffer.concat([bytes32(1n), bytes32(1n)])),
  ],
  ['r is 0', 'bad_signature', (issuer) => issuer.withR(0n)],
  ['s is 0', 'bad_signature', (issuer) => issuer.withS(0n)],
  ['r is the order', 'bad_signature', (issuer) => issuer.withR(P256_ORDER)],
  ['r is beyond the order', 'bad_signature', (issuer) => issuer.withR(P256_ORDER + 1n)],
  ['r is all ones', 'bad_signature', (issuer) => issuer.withR(2n ** 256n - 1n)],
  ['s is the order', 'high_s', (issuer) => issuer.withS(P256_ORDER)],
  ['s is beyond the order', 'high_s', (issuer) => issuer.withS(P256_ORDER + 1n)],
  ['s is all ones', 'high_s', (issuer) => issuer.withS(2n ** 256n - 1n)],
  ['s is one less than the order', 'high_s', (issuer) => issuer.withS(P256_ORDER - 1n)],
  ['s is just above the half of the order', 'high_s', (issuer) => issuer.withS((P256_ORDER >> 1n) + 1n)],
  ['s is just the half of the order', 'bad_signature', (issuer) => issuer.withS(P256_ORDER >> 1n)],
  [
    'the other half of a malleable signature',
    'high_s',
    (issuer) => issuer.withSignature((signature) => mirrored(signature)),
  ],
  [
    'r and s are both small',
    'bad_signature',
    (issuer) => issuer.withSignature(() => Buffer.concat([bytes32(LOW), bytes32(LOW)])),
  ],
  [
    'a signature in DER',
    'malformed',
    (issuer) => signText(issuer.header, issuer.payload, issuer.keys.privateKey, 'der'),
  ],
  [
    'a signature in DER, cut to 64 bytes',
    'bad_signature',
    (issuer) =>
      issuer.withSignature(() => {
        const [, , der = ''] = signText(issuer.header, issuer.payload, issuer.keys.privateKey, 'der').split(
          '.',
        );
        const cut = Buffer.from(der, 'base64url').subarray(0, 64);
        cut[32] = 0;
        return cut;
      }),
  ],
  [
    'r and s in turn',
    'bad_signature',
    (issuer) =>
      issuer.withSignature((signature) => {
        const r = signature.subarray(0, 32);
        return Buffer.concat([signature.subarray(32), isLow(r) ? r : bytes32(1n)]);
      }),
  ],
  [
    'a signature from back to front',
    'bad_signature',
    (issuer) =>
      issuer.withSignature((signature) => {
        const back = Buffer.from(signature).reverse();
        back[32] = 0;
        return back;
      }),
  ],
  [
    'the signature of another token',
    'bad_signature',
    (issuer) => {
      const [header, payload] = issuer.parts();
      return `${header}.${payload}.${issuer.issued({}).split('.')[2]}`;
    },
  ],
  [
    'a signature of the payload alone',
    'bad_signature',
    (issuer) => {
      const [header, payload] = issuer.parts();
      return `${header}.${payload}.${base64url(issuer.sign(payload))}`;
    },
  ],
  [
    'a signature of the text before it was encoded',
    'bad_signature',
    (issuer) => {
      const [header, payload] = issuer.parts();
      return `${header}.${payload}.${base64url(issuer.sign(`${issuer.header}.${issuer.payload}`))}`;
    },
  ],
  [
    'a signature over SHA-512',
    'bad_signature',
    (issuer) => {
      const [header, payload] = issuer.parts();
      return `${header}.${payload}.${base64url(issuer.sign(`${header}.${payload}`, 'sha512'))}`;
    },
  ],
  ...each(['P-384', 'secp256k1'], 'a key of another curve', 'bad_signature', (issuer, curve) =>
    issuer.withCurve(curve),
  ),
  [
    'a signature by a stranger’s key, under this one’s ID',
    'bad_signature',
    (issuer) => issuer.withHeader(issuer.header, issuer.foreignKey.privateKey),
  ],
  [
    'a bit of r changed',
    'bad_signature',
    (issuer) => {
      const [header, payload, signature] = issuer.parts();
      return `${header}.${payload}.${flip(signature, 7)}`;
    },
  ],
  [
    'a space in the header after signing',
    'bad_signature',
    (issuer) => {
      const [, payload, signature] = issuer.parts();
      return `${base64url(` ${issuer.header}`)}.${payload}.${signature}`;
    },
  ],
  [
    'the scope changed after signing',
    'bad_signature',
    (issuer) => {
      const [header, , signature] = issuer.parts();
      return `${header}.${base64url(issuer.payload.replace('play status', 'play'))}.${signature}`;
    },
  ],
];

function mirrored(signature: Buffer): Buffer {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), bytes32(P256_ORDER - s)]);
}

function isLow(half: Uint8Array): boolean {
  return BigInt(`0x${Buffer.from(half).toString('hex')}`) <= P256_ORDER >> 1n;
}

const NAMES = ['iss', 'aud', 'sub', 'jti', 'iat', 'nbf', 'exp', 'scope'] as const;
const TIMES = ['iat', 'nbf', 'exp'] as const;
const TEXTS = ['iss', 'aud', 'sub', 'jti', 'scope'] as const;
const INVALID_TIMES = [
  '1e400',
  '-1e400',
  '-1',
  '1.5',
  '"9999999999"',
  'null',
  'true',
  '[1]',
  '{}',
  '1e18',
  '253402300800',
];
const INVALID_STRINGS = ['7', 'null', 'false', '["play"]', '{"play":1}'];

const PAYLOAD: readonly Row[] = [
  ...each(
    ['claims', '[]', 'null', '"{}"', '7', '{"a":1', '{}{}', "{'a':1}", '{"a":NaN}'],
    'a payload that is no object',
    'bad_payload',
    (issuer, text) => issuer.withPayload(text),
  ),
  [
    'a payload that is not UTF-8',
    'bad_payload',
    (issuer) => issuer.withPayload(Buffer.from([0x7b, 0xff, 0x7d])),
  ],
  [
    'a payload with a lone byte of UTF-8 in a claim',
    'bad_payload',
    (issuer) =>
      issuer.withPayload(Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xc3]), Buffer.from('"}')])),
  ],
  [
    'a payload with a byte order mark',
    'bad_payload',
    (issuer) => issuer.withPayload(`\ufeff${issuer.payload}`),
  ],
  [
    'a payload of deep lists',
    'bad_payload',
    (issuer) => issuer.withPayload(`{"iss":${'['.repeat(200)}${']'.repeat(200)}}`),
  ],
  [
    'a payload of deep objects',
    'bad_payload',
    (issuer) => issuer.withPayload(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`),
  ],
  ['a token in a token', 'bad_payload', (issuer) => issuer.withPayload(issuer.validToken().slice(0, 600))],
  [
    'a compressed payload without a word',
    'bad_payload',
    (issuer) => issuer.withPayload(deflateRawSync(issuer.payload)),
  ],
  ...each(NAMES, 'a claim twice', 'bad_payload', (issuer, name) =>
    issuer.withPayload(issuer.payload.replace('{', `{${JSON.stringify(name)}:"x",`)),
  ),
  [
    'a claim twice, once escaped',
    'bad_payload',
    (issuer) => issuer.withPayload(issuer.payload.replace('{', '{"\\u0073ub":"mallory",')),
  ],
  ...each(NAMES, 'no', 'missing_claim', (issuer, name) => issuer.without(name)),
  ['no claims', 'missing_claim', (issuer) => issuer.withPayload('{}')],
  [
    'a claim in capitals',
    'missing_claim',
    (issuer) => issuer.withPayload(issuer.payload.replace('"exp"', '"EXP"')),
  ],
  ...each(
    ['admin', 'kid', 'cnf', 'azp', '__proto__', 'constructor', ''],
    'one claim too many',
    'unknown_claim',
    (issuer, name) => issuer.withPayload(issuer.payload.replace('{', `{${JSON.stringify(name)}:true,`)),
  ),
  ...TIMES.flatMap((name) =>
    each(INVALID_TIMES, `${name} that is no time`, 'malformed_claim', (issuer, literal) =>
      issuer.withLiteral(name, literal),
    ),
  ),
  ...TEXTS.flatMap((name) =>
    each(INVALID_STRINGS, `${name} that is no text`, 'malformed_claim', (issuer, literal) =>
      issuer.withLiteral(name, literal),
    ),
  ),
  ...each(
    ['IFTTT', 'ifttt\n<0>', 'a'.repeat(33), '', '../x', 'ifttt ', 'iftt\u0442', '-x'],
    'a subject of another form',
    'malformed_claim',
    (issuer, sub) => issuer.withClaims({ sub }),
  ),
  ...each(
    ['', 'a b', 'j'.repeat(65), 'a\u0000', 'ä'],
    'an ID of another form',
    'malformed_claim',
    (issuer, jti) => issuer.withClaims({ jti }),
  ),
  ...each(
    ['', ' ', 'play admin', 'Play', 'play:*', 'play:../off', 'play  status', 'play play', 'play,status'],
    'a scope of another form',
    'malformed_claim',
    (issuer, scope) => issuer.withClaims({ scope }),
  ),
  ...each(['', 'My Tree', 'HOME', 'home\u0000'], 'a tree of another form', 'malformed_claim', (issuer, aud) =>
    issuer.withClaims({ aud }),
  ),
];

const REGISTRY_AND_TIMES: readonly Row[] = [
  ...each(['Garland', 'https://garland', ''], 'another issuer', 'wrong_issuer', (issuer, iss) =>
    issuer.withClaims({ iss }),
  ),
  ['exp before iat', 'implausible_times', (issuer) => issuer.withClaims({ exp: issuer.claims.iat - 1 })],
  ['exp at iat', 'implausible_times', (issuer) => issuer.withClaims({ exp: issuer.claims.iat })],
  ['exp before nbf', 'implausible_times', (issuer) => issuer.withClaims({ nbf: issuer.claims.exp + 1 })],
  ['all times at 0', 'implausible_times', (issuer) => issuer.withClaims({ iat: 0, nbf: 0, exp: 0 })],
  ...each(
    ['cottage', 'home.', 'home2', 'hom'],
    'the token of another tree',
    'wrong_audience',
    (issuer, aud) => issuer.withClaims({ aud }),
  ),
  ['an ID that was never issued', 'not_registered', (issuer) => issuer.withClaims({ jti: randomUUID() })],
  ...each(
    ['__proto__', 'constructor', 'toString', '0'],
    'an ID by the name of',
    'not_registered',
    (issuer, jti) => issuer.withClaims({ jti }),
  ),
  [
    'an ID in capitals',
    'not_registered',
    (issuer) => issuer.withClaims({ jti: issuer.claims.jti.toUpperCase() }),
  ],
  [
    'never issued, and signed by a stranger',
    'not_registered',
    (issuer) => issuer.withClaims({ jti: randomUUID() }, issuer.foreignKey.privateKey),
  ],
  [
    'signed by a stranger under his own key ID',
    'wrong_key',
    (issuer) => issuer.withClaims({}, issuer.foreignKey.privateKey),
  ],
  [
    'signed anew by a key that retires',
    'wrong_key',
    (issuer) => issuer.withClaims({}, issuer.retiring.privateKey),
  ],
  [
    'signed anew by a key that has retired',
    'wrong_key',
    (issuer) => issuer.withClaims({}, issuer.retired.privateKey),
  ],
  [
    'of a key that retires, signed anew by the one that signs now',
    'wrong_key',
    (issuer) => issuer.issued({}, { kid: issuer.retiring.kid }, issuer.keys),
  ],
  ['an unknown key ID', 'wrong_key', (issuer) => issuer.withField('kid', '0000000000000000')],
  ['of a key that is not in the ring', 'unknown_key', (issuer) => issuer.issued({}, {}, issuer.foreignKey)],
  ['of a key that has retired', 'retired_key', (issuer) => issuer.issued({}, {}, issuer.retired)],
  [
    'under the ID of a key that retires, signed by a stranger',
    'bad_signature',
    (issuer) => {
      const claims: TokenClaims = { ...issuer.claims, jti: randomUUID() };
      issuer.tokens.register({
        jti: claims.jti,
        kid: issuer.retiring.kid,
        sub: claims.sub,
        scope: claims.scope,
        iat: claims.iat,
        exp: claims.exp,
      });
      return signText(headerFor(issuer.retiring.kid), JSON.stringify(claims), issuer.foreignKey.privateKey);
    },
  ],
  ['revoked', 'revoked', (issuer) => issuer.issued({}, { revokedAt: nowS() })],
  ['revoked at a time to come', 'revoked', (issuer) => issuer.issued({}, { revokedAt: nowS() + 999 })],
  ['revoked in 1970', 'revoked', (issuer) => issuer.issued({}, { revokedAt: 0 })],
  ['revoked and expired', 'revoked', (issuer) => issuer.issued(past(99, 6), { revokedAt: nowS() })],
  ['replaced, and its time is over', 'replaced', (issuer) => issuer.issued({}, { endsAt: nowS() - 1 })],
  ['replaced without an overlap', 'replaced', (issuer) => issuer.issued({}, { endsAt: 0 })],
  ['a wider scope than was issued', 'registry_mismatch', (issuer) => issuer.withClaims({ scope: 'play' })],
  ['another subject than was issued', 'registry_mismatch', (issuer) => issuer.withClaims({ sub: 'mallory' })],
  [
    'a later exp than was issued',
    'registry_mismatch',
    (issuer) => issuer.withClaims({ exp: issuer.claims.exp + 1 }),
  ],
  [
    'another iat than was issued',
    'registry_mismatch',
    (issuer) => issuer.withClaims({ iat: issuer.claims.iat - 1 }),
  ],
  [
    'the ID of another token',
    'registry_mismatch',
    (issuer) => {
      const jti = randomUUID();
      issuer.issued({ jti, sub: 'phone' });
      return issuer.withClaims({ jti });
    },
  ],
  ['expired', 'expired', (issuer) => issuer.issued(past(99, 6))],
  ['expired in 1970', 'expired', (issuer) => issuer.issued({ iat: 0, nbf: 0, exp: 1 })],
  ['not yet valid', 'not_yet_valid', (issuer) => issuer.issued({ nbf: nowS() + 60 })],
  [
    'valid from the year 9999 on',
    'not_yet_valid',
    (issuer) => issuer.issued({ nbf: 253_402_300_798, exp: 253_402_300_799 }),
  ],
  ['issued in the future', 'issued_in_future', (issuer) => issuer.issued({ iat: nowS() + 60 })],
];

function past(issuedAgoS: number, expiredAgoS: number): Partial<TokenClaims> {
  const iat = nowS() - issuedAgoS;
  return { iat, nbf: iat, exp: nowS() - expiredAgoS };
}

export const TOKEN_ATTACKS: readonly TokenAttack[] = [
  ...ALGORITHM,
  ...HEADER,
  ...SHAPE,
  ...SIGNATURE,
  ...PAYLOAD,
  ...REGISTRY_AND_TIMES,
].map(([title, reason, forge]) => ({ title, reason, forgeToken: forge }));
