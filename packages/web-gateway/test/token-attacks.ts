import { randomUUID } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { base64url, headerFor, nowS, signText } from '@garland/test-kit/tokens';
import type { TokenClaims, TokenFault } from '@garland/tokens';
import { bytes32, P256_ORDER, type TokenIssuer } from './token-issuer.ts';

/** A token that must not be accepted, and for which reason it is not. */
export interface TokenAttack {
  readonly title: string;
  readonly reason: TokenFault;
  forgeToken(shop: TokenIssuer): string;
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
  forge: (shop: TokenIssuer, value: T) => string,
): Row[] {
  return values.map((value) => [
    `${title}: ${JSON.stringify(value).slice(0, 60)}`,
    reason,
    (shop) => forge(shop, value),
  ]);
}

const ALGORITHM: readonly Row[] = [
  ...each(
    ['none', 'None', 'NONE', 'nOnE', 'none ', ' none', 'none\u0000', 'n\u043ene', ''],
    'no algorithm, spelt',
    'wrong_algorithm',
    (shop, alg) => shop.withField('alg', alg),
  ),
  ...each(['none', 'NONE'], 'no algorithm and no signature', 'malformed', (shop, alg) =>
    shop.withField('alg', alg).replace(/[^.]+$/, ''),
  ),
  ...each(
    ['HS256', 'HS384', 'HS512', 'RS256', 'PS256', 'ES384', 'ES512', 'ES256K', 'EdDSA', 'es256', 'ES256 '],
    'another algorithm',
    'wrong_algorithm',
    (shop, alg) => shop.withField('alg', alg),
  ),
  ...each(
    [['ES256'], { alg: 'ES256' }, 256, true, null],
    'an algorithm of another type',
    'wrong_algorithm',
    (shop, alg) => shop.withField('alg', alg),
  ),
  ['no alg', 'wrong_algorithm', (shop) => shop.withHeader({ typ: 'JWT', kid: shop.keys.kid })],
  ['HS256 with the public key as its secret', 'malformed', (shop) => shop.hmac('HS256', shop.keys.publicPem)],
  [
    'HS256 with the public key, filled up to 64 bytes',
    'wrong_algorithm',
    (shop) => shop.hmac('HS256', shop.keys.publicPem, 64),
  ],
  [
    'HS512 with the public key in DER',
    'wrong_algorithm',
    (shop) => shop.hmac('HS512', shop.keys.publicKey.export({ type: 'spki', format: 'der' })),
  ],
  ['HS512 with the key ID as its secret', 'wrong_algorithm', (shop) => shop.hmac('HS512', shop.keys.kid)],
  ['HS512 with an empty secret', 'wrong_algorithm', (shop) => shop.hmac('HS512', '')],
];

const jwkOf = (shop: TokenIssuer): object => shop.foreignKey.publicKey.export({ format: 'jwk' });

const HEADER: readonly Row[] = [
  [
    'a key of its own in the header, and signed with that',
    'bad_header',
    (shop) =>
      shop.withHeader(
        { alg: 'ES256', typ: 'JWT', kid: shop.keys.kid, jwk: jwkOf(shop) },
        shop.foreignKey.privateKey,
      ),
  ],
  [
    'this tree’s own key in the header',
    'bad_header',
    (shop) => shop.withField('jwk', shop.keys.publicKey.export({ format: 'jwk' })),
  ],
  ...each(['jku', 'x5u'], 'a key by address, in', 'bad_header', (shop, name) =>
    shop.withField(name, 'https://203.0.113.9/keys.json'),
  ),
  ['a key by address, in this house', 'bad_header', (shop) => shop.withField('jku', 'http://127.0.0.1:1/')],
  ['a key by file', 'bad_header', (shop) => shop.withField('jku', 'file:///etc/passwd')],
  ...each(['x5c', 'x5t', 'x5t#S256'], 'a certificate, in', 'bad_header', (shop, name) =>
    shop.withField(name, ['MIIB']),
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
    (shop, kid) => shop.withField('kid', kid),
  ),
  ['a key ID in a list', 'bad_header', (shop) => shop.withField('kid', [shop.keys.kid])],
  ['no key ID', 'bad_header', (shop) => shop.withHeader({ alg: 'ES256', typ: 'JWT' })],
  ...each(
    ['jwt', 'at+jwt', 'JWE', 'JOSE', 'application/jwt', '', null, ['JWT'], 1],
    'another type',
    'bad_header',
    (shop, typ) => shop.withField('typ', typ),
  ),
  ['no type', 'bad_header', (shop) => shop.withHeader({ alg: 'ES256', kid: shop.keys.kid })],
  ...each(
    [['exp'], ['b64'], [], 'x', null],
    'an extension that must be understood',
    'bad_header',
    (shop, crit) => shop.withField('crit', crit),
  ),
  ['an unencoded payload', 'bad_header', (shop) => shop.withField('b64', false)],
  ['a compressed payload by name', 'bad_header', (shop) => shop.withField('zip', 'DEF')],
  [
    'a compressed payload in fact',
    'bad_header',
    (shop) => {
      const head = `${base64url(JSON.stringify({ alg: 'ES256', typ: 'JWT', kid: shop.keys.kid, zip: 'DEF' }))}.${base64url(deflateRawSync(shop.payload))}`;
      return `${head}.${base64url(shop.sign(head))}`;
    },
  ],
  ['a token in a token, by name', 'bad_header', (shop) => shop.withField('cty', 'JWT')],
  [
    'the header of an encrypted token',
    'wrong_algorithm',
    (shop) => shop.withHeader({ alg: 'ECDH-ES', enc: 'A256GCM' }),
  ],
  ['an encryption beside the algorithm', 'bad_header', (shop) => shop.withField('enc', 'A256GCM')],
  ['a count of rounds', 'bad_header', (shop) => shop.withField('p2c', 2 ** 31)],
  ['an unknown field', 'bad_header', (shop) => shop.withField('x', 1)],
  ...each(
    ['["ES256"]', 'null', '"ES256"', '7', '', '{alg:"ES256"}', '{"alg":"ES256"'],
    'a header that is no object',
    'bad_header',
    (shop, text) => (text === '' ? shop.withHeader(' ') : shop.withHeader(text)),
  ),
  ['a header with a byte order mark', 'bad_header', (shop) => shop.withHeader(`\ufeff${shop.header}`)],
  ['a header with something after it', 'bad_header', (shop) => shop.withHeader(`${shop.header}{}`)],
  [
    'alg twice, the bad one first',
    'bad_header',
    (shop) => shop.withHeader(shop.header.replace('{', '{"alg":"none",')),
  ],
  [
    'alg twice, the bad one last',
    'bad_header',
    (shop) => shop.withHeader(shop.header.replace('}', ',"alg":"none"}')),
  ],
  [
    'alg twice, once escaped',
    'bad_header',
    (shop) => shop.withHeader(shop.header.replace('{', '{"\\u0061lg":"none",')),
  ],
  [
    'kid twice',
    'bad_header',
    (shop) => shop.withHeader(shop.header.replace('{', `{"kid":"${shop.foreignKey.kid}",`)),
  ],
  [
    '__proto__ in the header',
    'bad_header',
    (shop) => shop.withHeader(shop.header.replace('{', '{"__proto__":{},')),
  ],
  [
    'a header of 100 nested lists',
    'bad_header',
    (shop) => shop.withHeader(shop.header.replace('{', `{"x":${'['.repeat(100)}${']'.repeat(100)},`)),
  ],
];

const SHAPE: readonly Row[] = [
  ['one word', 'malformed', () => 'garland'],
  ['three dots', 'malformed', () => '...'],
  ['two parts', 'malformed', (shop) => shop.parts().slice(0, 2).join('.')],
  ['four parts', 'malformed', (shop) => `${shop.validToken()}.AAAA`],
  ['five parts, as an encrypted token has', 'malformed', (shop) => `${shop.validToken()}.AAAA.AAAA`],
  ['a dot before it', 'malformed', (shop) => `.${shop.validToken()}`],
  ['a dot after it', 'malformed', (shop) => `${shop.validToken()}.`],
  ['an empty header', 'malformed', (shop) => `.${shop.parts().slice(1).join('.')}`],
  ['an empty payload', 'malformed', (shop) => `${shop.parts()[0]}..${shop.parts()[2]}`],
  ['an empty signature', 'malformed', (shop) => `${shop.parts()[0]}.${shop.parts()[1]}.`],
  ['base64 instead of base64url', 'malformed', (shop) => `${shop.validToken().slice(0, -2)}+/`],
  ['padding on the signature', 'malformed', (shop) => `${shop.validToken()}==`],
  ['padding on the header', 'malformed', (shop) => shop.validToken().replace('.', '=.')],
  ['a percent-encoded dot', 'malformed', (shop) => shop.validToken().replace('.', '%2E')],
  ['quotes around it', 'malformed', (shop) => `"${shop.validToken()}"`],
  ['a header in another spelling', 'malformed', (shop) => respelt(shop, 0)],
  ['a payload in another spelling', 'malformed', (shop) => respelt(shop, 1)],
  [
    'a signature in another spelling',
    'malformed',
    (shop) => `${shop.validToken().slice(0, -1)}${next(shop.validToken().at(-1))}`,
  ],
  ['a longer signature', 'malformed', (shop) => `${shop.validToken()}A`],
  ['a shorter signature', 'malformed', (shop) => shop.validToken().slice(0, -1)],
  ['a token twice, with a comma', 'malformed', (shop) => `${shop.validToken()},${shop.validToken()}`],
  [
    'the JSON form of a signed token',
    'malformed',
    (shop) => {
      const [header, payload, signature] = shop.parts();
      return JSON.stringify({ protected: header, payload, signature });
    },
  ],
  ['2049 characters', 'too_long', (shop) => shop.validToken().padStart(2049, 'A')],
  ['6 KiB, well signed', 'too_long', (shop) => shop.withClaims({ pad: 'x'.repeat(4000) })],
  ['2049 dots', 'too_long', () => '.'.repeat(2049)],
];

/** The same bytes with other bits in what base64url leaves over. */
function respelt(shop: TokenIssuer, part: 0 | 1): string {
  const texts = [shop.header, shop.payload];
  // A length that leaves bits over.
  while (Buffer.byteLength(texts[part] ?? '') % 3 === 0) texts[part] += ' ';
  const [header = '', payload = ''] = texts.map(base64url);
  const parts = [header, payload, base64url(shop.sign(`${header}.${payload}`))];
  parts[part] = `${parts[part]?.slice(0, -1)}${next(parts[part]?.at(-1))}`;
  return parts.join('.');
}

function next(character = ''): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return alphabet[(alphabet.indexOf(character) + 1) % 64] ?? '';
}

const LOW = P256_ORDER >> 2n;

const SIGNATURE: readonly Row[] = [
  ['a signature of zeros', 'bad_signature', (shop) => shop.withSignature(() => Buffer.alloc(64))],
  [
    'a signature of ones',
    'bad_signature',
    (shop) => shop.withSignature(() => Buffer.concat([bytes32(1n), bytes32(1n)])),
  ],
  ['r is 0', 'bad_signature', (shop) => shop.withR(0n)],
  ['s is 0', 'bad_signature', (shop) => shop.withS(0n)],
  ['r is the order', 'bad_signature', (shop) => shop.withR(P256_ORDER)],
  ['r is beyond the order', 'bad_signature', (shop) => shop.withR(P256_ORDER + 1n)],
  ['r is all ones', 'bad_signature', (shop) => shop.withR(2n ** 256n - 1n)],
  ['s is the order', 'high_s', (shop) => shop.withS(P256_ORDER)],
  ['s is beyond the order', 'high_s', (shop) => shop.withS(P256_ORDER + 1n)],
  ['s is all ones', 'high_s', (shop) => shop.withS(2n ** 256n - 1n)],
  ['s is one less than the order', 'high_s', (shop) => shop.withS(P256_ORDER - 1n)],
  ['s is just above the half of the order', 'high_s', (shop) => shop.withS((P256_ORDER >> 1n) + 1n)],
  ['s is just the half of the order', 'bad_signature', (shop) => shop.withS(P256_ORDER >> 1n)],
  [
    'the other half of a malleable signature',
    'high_s',
    (shop) => shop.withSignature((signature) => mirrored(signature)),
  ],
  [
    'r and s are both small',
    'bad_signature',
    (shop) => shop.withSignature(() => Buffer.concat([bytes32(LOW), bytes32(LOW)])),
  ],
  [
    'a signature in DER',
    'malformed',
    (shop) => signText(shop.header, shop.payload, shop.keys.privateKey, 'der'),
  ],
  [
    'a signature in DER, cut to 64 bytes',
    'bad_signature',
    (shop) =>
      shop.withSignature(() => {
        const [, , der = ''] = signText(shop.header, shop.payload, shop.keys.privateKey, 'der').split('.');
        const cut = Buffer.from(der, 'base64url').subarray(0, 64);
        cut[32] = 0;
        return cut;
      }),
  ],
  [
    'r and s in turn',
    'bad_signature',
    (shop) =>
      shop.withSignature((signature) => {
        const r = signature.subarray(0, 32);
        return Buffer.concat([signature.subarray(32), isLow(r) ? r : bytes32(1n)]);
      }),
  ],
  [
    'a signature from back to front',
    'bad_signature',
    (shop) =>
      shop.withSignature((signature) => {
        const back = Buffer.from(signature).reverse();
        back[32] = 0;
        return back;
      }),
  ],
  [
    'the signature of another token',
    'bad_signature',
    (shop) => {
      const [header, payload] = shop.parts();
      return `${header}.${payload}.${shop.issued({}).split('.')[2]}`;
    },
  ],
  [
    'a signature of the payload alone',
    'bad_signature',
    (shop) => {
      const [header, payload] = shop.parts();
      return `${header}.${payload}.${base64url(shop.sign(payload))}`;
    },
  ],
  [
    'a signature of the text before it was encoded',
    'bad_signature',
    (shop) => {
      const [header, payload] = shop.parts();
      return `${header}.${payload}.${base64url(shop.sign(`${shop.header}.${shop.payload}`))}`;
    },
  ],
  [
    'a signature over SHA-512',
    'bad_signature',
    (shop) => {
      const [header, payload] = shop.parts();
      return `${header}.${payload}.${base64url(shop.sign(`${header}.${payload}`, 'sha512'))}`;
    },
  ],
  ...each(['P-384', 'secp256k1'], 'a key of another curve', 'bad_signature', (shop, curve) =>
    shop.withCurve(curve),
  ),
  [
    'a signature by a stranger’s key, under this one’s ID',
    'bad_signature',
    (shop) => shop.withHeader(shop.header, shop.foreignKey.privateKey),
  ],
  [
    'a bit of r changed',
    'bad_signature',
    (shop) => {
      const [header, payload, signature] = shop.parts();
      return `${header}.${payload}.${flip(signature, 7)}`;
    },
  ],
  [
    'a space in the header after signing',
    'bad_signature',
    (shop) => {
      const [, payload, signature] = shop.parts();
      return `${base64url(` ${shop.header}`)}.${payload}.${signature}`;
    },
  ],
  [
    'the scope changed after signing',
    'bad_signature',
    (shop) => {
      const [header, , signature] = shop.parts();
      return `${header}.${base64url(shop.payload.replace('play status', 'play'))}.${signature}`;
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
    (shop, text) => shop.withPayload(text),
  ),
  ['a payload that is not UTF-8', 'bad_payload', (shop) => shop.withPayload(Buffer.from([0x7b, 0xff, 0x7d]))],
  [
    'a payload with a lone byte of UTF-8 in a claim',
    'bad_payload',
    (shop) =>
      shop.withPayload(Buffer.concat([Buffer.from('{"sub":"'), Buffer.from([0xc3]), Buffer.from('"}')])),
  ],
  ['a payload with a byte order mark', 'bad_payload', (shop) => shop.withPayload(`\ufeff${shop.payload}`)],
  [
    'a payload of deep lists',
    'bad_payload',
    (shop) => shop.withPayload(`{"iss":${'['.repeat(200)}${']'.repeat(200)}}`),
  ],
  [
    'a payload of deep objects',
    'bad_payload',
    (shop) => shop.withPayload(`${'{"a":'.repeat(200)}1${'}'.repeat(200)}`),
  ],
  ['a token in a token', 'bad_payload', (shop) => shop.withPayload(shop.validToken().slice(0, 600))],
  [
    'a compressed payload without a word',
    'bad_payload',
    (shop) => shop.withPayload(deflateRawSync(shop.payload)),
  ],
  ...each(NAMES, 'a claim twice', 'bad_payload', (shop, name) =>
    shop.withPayload(shop.payload.replace('{', `{${JSON.stringify(name)}:"x",`)),
  ),
  [
    'a claim twice, once escaped',
    'bad_payload',
    (shop) => shop.withPayload(shop.payload.replace('{', '{"\\u0073ub":"mallory",')),
  ],
  ...each(NAMES, 'no', 'missing_claim', (shop, name) => shop.without(name)),
  ['no claims', 'missing_claim', (shop) => shop.withPayload('{}')],
  [
    'a claim in capitals',
    'missing_claim',
    (shop) => shop.withPayload(shop.payload.replace('"exp"', '"EXP"')),
  ],
  ...each(
    ['admin', 'kid', 'cnf', 'azp', '__proto__', 'constructor', ''],
    'one claim too many',
    'unknown_claim',
    (shop, name) => shop.withPayload(shop.payload.replace('{', `{${JSON.stringify(name)}:true,`)),
  ),
  ...TIMES.flatMap((name) =>
    each(INVALID_TIMES, `${name} that is no time`, 'malformed_claim', (shop, literal) =>
      shop.withLiteral(name, literal),
    ),
  ),
  ...TEXTS.flatMap((name) =>
    each(INVALID_STRINGS, `${name} that is no text`, 'malformed_claim', (shop, literal) =>
      shop.withLiteral(name, literal),
    ),
  ),
  ...each(
    ['IFTTT', 'ifttt\n<0>', 'a'.repeat(33), '', '../x', 'ifttt ', 'iftt\u0442', '-x'],
    'a subject of another form',
    'malformed_claim',
    (shop, sub) => shop.withClaims({ sub }),
  ),
  ...each(
    ['', 'a b', 'j'.repeat(65), 'a\u0000', 'ä'],
    'an ID of another form',
    'malformed_claim',
    (shop, jti) => shop.withClaims({ jti }),
  ),
  ...each(
    ['', ' ', 'play admin', 'Play', 'play:*', 'play:../off', 'play  status', 'play play', 'play,status'],
    'a scope of another form',
    'malformed_claim',
    (shop, scope) => shop.withClaims({ scope }),
  ),
  ...each(['', 'My Tree', 'HOME', 'home\u0000'], 'a tree of another form', 'malformed_claim', (shop, aud) =>
    shop.withClaims({ aud }),
  ),
];

const REGISTRY_AND_TIMES: readonly Row[] = [
  ...each(['Garland', 'https://garland', ''], 'another issuer', 'wrong_issuer', (shop, iss) =>
    shop.withClaims({ iss }),
  ),
  ['exp before iat', 'implausible_times', (shop) => shop.withClaims({ exp: shop.claims.iat - 1 })],
  ['exp at iat', 'implausible_times', (shop) => shop.withClaims({ exp: shop.claims.iat })],
  ['exp before nbf', 'implausible_times', (shop) => shop.withClaims({ nbf: shop.claims.exp + 1 })],
  ['all times at 0', 'implausible_times', (shop) => shop.withClaims({ iat: 0, nbf: 0, exp: 0 })],
  ...each(['cottage', 'home.', 'home2', 'hom'], 'the token of another tree', 'wrong_audience', (shop, aud) =>
    shop.withClaims({ aud }),
  ),
  ['an ID that was never issued', 'not_registered', (shop) => shop.withClaims({ jti: randomUUID() })],
  ...each(
    ['__proto__', 'constructor', 'toString', '0'],
    'an ID by the name of',
    'not_registered',
    (shop, jti) => shop.withClaims({ jti }),
  ),
  ['an ID in capitals', 'not_registered', (shop) => shop.withClaims({ jti: shop.claims.jti.toUpperCase() })],
  [
    'never issued, and signed by a stranger',
    'not_registered',
    (shop) => shop.withClaims({ jti: randomUUID() }, shop.foreignKey.privateKey),
  ],
  [
    'signed by a stranger under his own key ID',
    'wrong_key',
    (shop) => shop.withClaims({}, shop.foreignKey.privateKey),
  ],
  ['signed anew by a key that retires', 'wrong_key', (shop) => shop.withClaims({}, shop.retiring.privateKey)],
  [
    'signed anew by a key that has retired',
    'wrong_key',
    (shop) => shop.withClaims({}, shop.retired.privateKey),
  ],
  [
    'of a key that retires, signed anew by the one that signs now',
    'wrong_key',
    (shop) => shop.issued({}, { kid: shop.retiring.kid }, shop.keys),
  ],
  ['a key ID that nobody knows', 'wrong_key', (shop) => shop.withField('kid', '0000000000000000')],
  ['of a key that is not in the ring', 'unknown_key', (shop) => shop.issued({}, {}, shop.foreignKey)],
  ['of a key that has retired', 'retired_key', (shop) => shop.issued({}, {}, shop.retired)],
  [
    'under the ID of a key that retires, signed by a stranger',
    'bad_signature',
    (shop) => {
      const claims: TokenClaims = { ...shop.claims, jti: randomUUID() };
      shop.tokens.register({
        jti: claims.jti,
        kid: shop.retiring.kid,
        sub: claims.sub,
        scope: claims.scope,
        iat: claims.iat,
        exp: claims.exp,
      });
      return signText(headerFor(shop.retiring.kid), JSON.stringify(claims), shop.foreignKey.privateKey);
    },
  ],
  ['revoked', 'revoked', (shop) => shop.issued({}, { revokedAt: nowS() })],
  ['revoked at a time to come', 'revoked', (shop) => shop.issued({}, { revokedAt: nowS() + 999 })],
  ['revoked in 1970', 'revoked', (shop) => shop.issued({}, { revokedAt: 0 })],
  ['revoked and expired', 'revoked', (shop) => shop.issued(past(99, 6), { revokedAt: nowS() })],
  ['replaced, and its time is over', 'replaced', (shop) => shop.issued({}, { endsAt: nowS() - 1 })],
  ['replaced without an overlap', 'replaced', (shop) => shop.issued({}, { endsAt: 0 })],
  ['a wider scope than was issued', 'registry_mismatch', (shop) => shop.withClaims({ scope: 'play' })],
  ['another subject than was issued', 'registry_mismatch', (shop) => shop.withClaims({ sub: 'mallory' })],
  [
    'a later exp than was issued',
    'registry_mismatch',
    (shop) => shop.withClaims({ exp: shop.claims.exp + 1 }),
  ],
  [
    'another iat than was issued',
    'registry_mismatch',
    (shop) => shop.withClaims({ iat: shop.claims.iat - 1 }),
  ],
  [
    'the ID of another token',
    'registry_mismatch',
    (shop) => {
      const jti = randomUUID();
      shop.issued({ jti, sub: 'phone' });
      return shop.withClaims({ jti });
    },
  ],
  ['expired', 'expired', (shop) => shop.issued(past(99, 6))],
  ['expired in 1970', 'expired', (shop) => shop.issued({ iat: 0, nbf: 0, exp: 1 })],
  ['not yet valid', 'not_yet_valid', (shop) => shop.issued({ nbf: nowS() + 60 })],
  [
    'valid from the year 9999 on',
    'not_yet_valid',
    (shop) => shop.issued({ nbf: 253_402_300_798, exp: 253_402_300_799 }),
  ],
  ['issued in the future', 'issued_in_future', (shop) => shop.issued({ iat: nowS() + 60 })],
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
