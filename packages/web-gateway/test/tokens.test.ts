import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { TokenClaims } from '@garland/protocol/tokens';
import { House } from './house.ts';
import { sendRaw } from './http.ts';
import { claimsFor, encode, HEADER, newKeyPair, nowS, recordFor, signClaims, signText } from './tokens.ts';

let house: House;
/** Listed and valid: what every attack starts from, so that each has one cause. */
const claims: TokenClaims = claimsFor();

before(async () => {
  house = await House.open();
  house.list(recordFor(claims));
});
after(() => house.close());

const payload = JSON.stringify(claims);
const sign = (header: string, text: string = payload): string =>
  signText(header, text, house.keys.privateKey);
const signed = (changes: object): string => signClaims({ ...claims, ...changes }, house.keys.privateKey);
const without = (name: keyof TokenClaims): string => {
  const { [name]: _left, ...rest } = claims;
  return signClaims(rest, house.keys.privateKey);
};
const raw = (text: string): string => sign(HEADER, text);
/** Issued as such: the registry lists it, so that nothing but the claim itself can be the reason. */
const issued = (changes: Partial<TokenClaims>): string => house.issue({ jti: randomUUID(), ...changes });
const hmac = (header: string, key: string): string => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
};
const parts = (): string[] => signed({}).split('.');
const flip = (text: string, at: number): string =>
  text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
/** The order of P-256: (r, n − s) is as good a signature as (r, s). */
const N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

type Attack = readonly [title: string, reason: string, token: () => string];

const ATTACKS: readonly Attack[] = [
  // Algorithm
  [
    'alg none, no signature',
    'malformed',
    () => `${encode('{"alg":"none","typ":"JWT"}')}.${encode(payload)}.`,
  ],
  ['alg none, any signature', 'wrong_algorithm', () => sign('{"alg":"none","typ":"JWT"}')],
  ['alg NONE', 'wrong_algorithm', () => sign('{"alg":"NONE","typ":"JWT"}')],
  [
    'HS256 with the public key as its secret',
    'malformed',
    () => hmac('{"alg":"HS256","typ":"JWT"}', house.keys.publicPem),
  ],
  ['HS256 in the shape of ES256', 'wrong_algorithm', () => sign('{"alg":"HS256","typ":"JWT"}')],
  ['ES384', 'wrong_algorithm', () => sign('{"alg":"ES384","typ":"JWT"}')],
  ['es256', 'wrong_algorithm', () => sign('{"alg":"es256","typ":"JWT"}')],
  ['alg as a list', 'wrong_algorithm', () => sign('{"alg":["ES256"],"typ":"JWT"}')],
  ['no alg', 'wrong_algorithm', () => sign('{"typ":"JWT"}')],
  ['alg twice', 'bad_header', () => sign('{"alg":"none","alg":"ES256","typ":"JWT"}')],
  // Header
  ['no typ', 'bad_header', () => sign('{"alg":"ES256"}')],
  ['another typ', 'bad_header', () => sign('{"alg":"ES256","typ":"at+jwt"}')],
  ['a key ID', 'bad_header', () => sign('{"alg":"ES256","typ":"JWT","kid":"../../dev/null"}')],
  ['a key of its own', 'bad_header', () => sign('{"alg":"ES256","typ":"JWT","jwk":{"kty":"EC"}}')],
  ['a key by address', 'bad_header', () => sign('{"alg":"ES256","typ":"JWT","jku":"http://10.0.0.1/"}')],
  [
    'an extension that must be understood',
    'bad_header',
    () => sign('{"alg":"ES256","typ":"JWT","crit":["x"]}'),
  ],
  ['an unencoded payload', 'bad_header', () => sign('{"alg":"ES256","typ":"JWT","b64":false}')],
  ['a compressed payload', 'bad_header', () => sign('{"alg":"ES256","typ":"JWT","zip":"DEF"}')],
  ['a header that is a list', 'bad_header', () => sign('["ES256"]')],
  ['a header that is null', 'bad_header', () => sign('null')],
  ['a header that is not JSON', 'bad_header', () => sign('{alg:"ES256"}')],
  ['__proto__ in the header', 'bad_header', () => sign('{"alg":"ES256","typ":"JWT","__proto__":{}}')],
  // Shape
  ['one part', 'malformed', () => 'garland'],
  ['two parts', 'malformed', () => parts().slice(0, 2).join('.')],
  ['four parts', 'malformed', () => `${signed({})}.AAAA`],
  ['an empty header', 'malformed', () => `.${parts().slice(1).join('.')}`],
  ['base64 instead of base64url', 'malformed', () => `${signed({}).slice(0, -2)}+/`],
  ['padding', 'malformed', () => `${signed({}).slice(0, -1)}=`],
  [
    'a header in another spelling',
    'malformed',
    () => `${encode(`${HEADER} `).slice(0, -1)}h.${parts()[1]}.${parts()[2]}`,
  ],
  ['a signature in another spelling', 'malformed', () => `${signed({}).slice(0, -1)}B`],
  ['a longer signature', 'malformed', () => `${signed({})}A`],
  ['a signature in DER', 'malformed', () => signText(HEADER, payload, house.keys.privateKey, 'der')],
  [
    '2049 bytes',
    'too_long',
    () => `${parts()[0]}.${'A'.repeat(2048 - 37 - 87)}.${'A'.repeat(86)}`.padStart(2049, 'A'),
  ],
  ['6 KiB', 'too_long', () => raw(JSON.stringify({ ...claims, pad: 'x'.repeat(4000) }))],
  // Signature
  ['a signature of zeros', 'bad_signature', () => `${parts()[0]}.${parts()[1]}.${'A'.repeat(86)}`],
  ['a signature by another key', 'bad_signature', () => signText(HEADER, payload, newKeyPair().privateKey)],
  [
    'a bit of the signature changed',
    'bad_signature',
    () => `${parts()[0]}.${parts()[1]}.${flip(parts()[2]!, 7)}`,
  ],
  [
    'the scope changed after signing',
    'bad_signature',
    () =>
      `${parts()[0]}.${encode(payload.replace('play', 'plai').replace('plai', 'play:fire'))}.${parts()[2]}`,
  ],
  // Payload
  ['a payload that is not JSON', 'bad_payload', () => raw('claims')],
  ['a payload that is a list', 'bad_payload', () => raw('[]')],
  [
    'a payload that is not UTF-8',
    'bad_payload',
    () => `${encode(HEADER)}.${encode(Buffer.from([0x7b, 0xff, 0x7d]))}.${'A'.repeat(86)}`,
  ],
  ['a payload of deep lists', 'bad_payload', () => raw(`{"iss":${'['.repeat(200)}${']'.repeat(200)}}`)],
  ['a claim twice', 'bad_payload', () => raw(payload.replace('{', '{"sub":"mallory",'))],
  ['a claim twice, once escaped', 'bad_payload', () => raw(payload.replace('{', '{"\\u0073ub":"mallory",'))],
  ...(['iss', 'aud', 'sub', 'jti', 'iat', 'nbf', 'exp', 'scope'] as const).map(
    (name): Attack => [`no ${name}`, 'missing_claim', () => without(name)],
  ),
  ['one claim too many', 'unknown_claim', () => signed({ admin: true })],
  ['exp: 1e400', 'malformed_claim', () => raw(payload.replace(/"exp":\d+/, '"exp":1e400'))],
  ['exp as text', 'malformed_claim', () => signed({ exp: '9999999999' })],
  ['exp with a fraction', 'malformed_claim', () => signed({ exp: claims.exp + 0.5 })],
  ['exp: null', 'malformed_claim', () => signed({ exp: null })],
  ['exp below zero', 'malformed_claim', () => signed({ exp: -1 })],
  ['exp beyond whole numbers', 'malformed_claim', () => signed({ exp: 2 ** 60 })],
  ['nbf: true', 'malformed_claim', () => signed({ nbf: true })],
  ['iat as a list', 'malformed_claim', () => signed({ iat: [claims.iat] })],
  ['aud as a list', 'malformed_claim', () => signed({ aud: ['home'] })],
  ['sub with a line break', 'malformed_claim', () => signed({ sub: 'ifttt\n<0>' })],
  ['sub of another form', 'malformed_claim', () => signed({ sub: 'IFTTT' })],
  ['jti as a number', 'malformed_claim', () => signed({ jti: 7 })],
  ['jti without end', 'malformed_claim', () => signed({ jti: 'j'.repeat(65) })],
  ['an empty scope', 'malformed_claim', () => signed({ scope: '' })],
  ['a scope of no known word', 'malformed_claim', () => signed({ scope: 'play admin' })],
  ['a scope as a list', 'malformed_claim', () => signed({ scope: ['play'] })],
  ['another issuer', 'wrong_issuer', () => signed({ iss: 'Garland' })],
  ['the token of another tree', 'wrong_audience', () => signed({ aud: 'cottage' })],
  ['exp before iat', 'implausible_times', () => signed({ exp: claims.iat - 1 })],
  ['exp before nbf', 'implausible_times', () => signed({ nbf: claims.exp + 1 })],
  // Registry and time
  ['a jti that was never issued', 'unlisted', () => signed({ jti: randomUUID() })],
  ['a jti named __proto__', 'unlisted', () => signed({ jti: '__proto__' })],
  ['revoked', 'revoked', () => house.issue({ jti: randomUUID() }, { revokedAt: nowS() })],
  [
    'revoked at a time to come',
    'revoked',
    () => house.issue({ jti: randomUUID() }, { revokedAt: nowS() + 999 }),
  ],
  ['a wider scope than was issued', 'registry_mismatch', () => signed({ scope: 'play' })],
  ['another subject than was issued', 'registry_mismatch', () => signed({ sub: 'mallory' })],
  ['a later exp than was issued', 'registry_mismatch', () => signed({ exp: claims.exp + 1 })],
  ['another iat than was issued', 'registry_mismatch', () => signed({ iat: claims.iat - 1 })],
  ['expired', 'expired', () => issued({ iat: nowS() - 99, nbf: nowS() - 99, exp: nowS() - 6 })],
  ['not yet valid', 'not_yet_valid', () => issued({ nbf: nowS() + 60 })],
  ['issued in the future', 'issued_in_future', () => issued({ iat: nowS() + 60 })],
];

for (const [title, reason, forge] of ATTACKS) {
  test(`a token is refused: ${title}`, async () => {
    const answer = await house.play('twinkle', forge());
    assert.equal(answer.status, 401, answer.text);
    assert.equal(answer.json.code, 'unauthenticated');
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="garland", error="invalid_token"');
    assert.equal((await house.recordOf(answer)).reason, reason);
    assert.equal((await house.play('twinkle', signed({}))).status, 200);
  });
}

test('the other half of a malleable signature is the same token, and is revoked with it', async () => {
  const token = house.issue();
  const [head, body, signature = ''] = token.split('.');
  const bytes = Buffer.from(signature, 'base64url');
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`);
  const twin = Buffer.concat([
    bytes.subarray(0, 32),
    Buffer.from((N - s).toString(16).padStart(64, '0'), 'hex'),
  ]);
  const twinToken = `${head}.${body}.${encode(twin)}`;
  assert.equal((await house.play('off', twinToken)).status, 200);
  house.revokeAll();
  assert.equal((await house.play('off', twinToken)).status, 401);
  house.restoreRegistry();
  assert.equal((await house.play('off', twinToken)).status, 200);
});

test('a token is valid within the clock leeway of five seconds, at either end', async () => {
  assert.equal((await house.play('off', issued({ iat: nowS() + 4, nbf: nowS() + 4 }))).status, 200);
  assert.equal((await house.play('off', issued({ exp: nowS() - 2 }))).status, 200);
});

test('the refusal of a token whose signature is right tells whose it was; of any other it does not', async () => {
  const jti = randomUUID();
  const revoked = await house.play('off', house.issue({ jti }, { revokedAt: nowS() }));
  const { who, jti: loggedJti } = await house.recordOf(revoked);
  assert.deepEqual([who, loggedJti], ['ifttt', jti]);
  const forged = await house.play('off', signText(HEADER, payload, newKeyPair().privateKey));
  assert.equal((await house.recordOf(forged)).who, undefined);
});

const HEADERS: readonly (readonly [value: string | undefined, reason: string])[] = [
  [undefined, 'no_token'],
  ['', 'not_bearer'],
  ['Bearer', 'not_bearer'],
  ['Bearer ', 'not_bearer'],
  ['Bearer  TOKEN', 'not_bearer'],
  ['Bearer\tTOKEN', 'not_bearer'],
  ['Bearer TOKEN TOKEN', 'not_bearer'],
  ['Bearer TOKEN,TOKEN', 'malformed'],
  ['TOKEN', 'not_bearer'],
  ['Basic dXNlcjpwYXNz', 'not_bearer'],
  ['Bearer "TOKEN"', 'malformed'],
];

for (const [value, reason] of HEADERS) {
  test(`an Authorization header is refused: ${value ?? 'none'}`, async () => {
    const headers = value === undefined ? {} : { Authorization: value.replaceAll('TOKEN', house.token) };
    const answer = await house.ask({ path: '/v1/status', headers });
    assert.equal(answer.status, 401);
    const error = reason === 'malformed' ? ', error="invalid_token"' : '';
    assert.equal(answer.headers['www-authenticate'], `Bearer realm="garland"${error}`);
    assert.equal((await house.recordOf(answer)).reason, reason);
  });
}

test('the scheme of an Authorization header may be in any case', async () => {
  const answer = await house.ask({ path: '/v1/status', headers: { Authorization: `bEARER ${house.token}` } });
  assert.equal(answer.status, 200);
});

test('a token in the query, in a cookie or in the body is no token', async () => {
  const { token } = house;
  const inQuery = await house.ask({ path: `/v1/status?access_token=${token.slice(0, 300)}` });
  const inCookie = await house.ask({ path: '/v1/status', headers: { Cookie: `token=${token}` } });
  const inBody = await house.ask({
    method: 'POST',
    path: '/v1/animations/off',
    body: `access_token=${token}`,
  });
  assert.deepEqual([inQuery.status, inCookie.status, inBody.status], [401, 401, 401]);
});

test('no token, valid or not, nor any part of its signature, is ever in the audit trail', async () => {
  const secret = house.token.split('.')[2] ?? '';
  await house.play('off');
  await house.play('off', flip(house.token, house.token.length - 10));
  await sendRaw(
    house.port,
    `GET /${house.token.slice(0, 400)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
  );
  await sendRaw(house.port, `BREW ${house.token} HTTP/1.1\r\n\r\n`);
  await house.play('off');
  const written = house.gateway.stdout + house.gateway.stderr;
  assert.ok(written.length > 1000);
  assert.ok(!written.includes(secret.slice(0, 20)) && !written.includes('eyJ'), 'a token was written');
  assert.equal(house.gateway.stderr, '');
});
