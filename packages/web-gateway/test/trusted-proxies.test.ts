import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ConfigError } from '@garland/toml';
import fc from 'fast-check';
import { parseAddress, rateLimitKey } from '../src/client-address.ts';
import { readGatewayConfig } from '../src/gateway-config.ts';
import { type IpNetwork, parseNetwork, TrustedProxies } from '../src/trusted-proxies.ts';
import type { TestResponse } from './http-client.ts';
import { TestSystem } from './test-system.ts';

const TRUSTED = ['127.0.0.1', '10.0.0.0/8', '2001:db8::/32'];
const proxies = new TrustedProxies(TRUSTED.map((text) => parseNetwork(text) as IpNetwork));

describe('the client behind trusted proxies', () => {
  const CASES: readonly (readonly [
    title: string,
    forwarded: string | undefined,
    client: string | undefined,
  ])[] = [
    ['is the one that the proxy names', '203.0.113.9', '203.0.113.9'],
    [
      'is the last address that is not a proxy, whatever the client claims',
      '1.1.1.1, 203.0.113.9',
      '203.0.113.9',
    ],
    ['is found behind several proxies', '203.0.113.9, 10.1.2.3,2001:db8::7', '203.0.113.9'],
    ['is the farthest proxy if there are only proxies', '10.1.1.1, 10.2.2.2', '10.1.1.1'],
    ['is the proxy itself without the header', undefined, '127.0.0.1'],
    ['is an IPv4 address also when it is written as IPv6', '::FFFF:203.0.113.9', '203.0.113.9'],
    ['is an IPv4 address also when it is written in hex', '::ffff:cb00:7109', '203.0.113.9'],
    ['has one spelling', '2A00:0:0:0::1', '2a00::1'],
    ['is found behind garbage that the client sent', 'rubbish, <script>, 203.0.113.9', '203.0.113.9'],
    ['is unknown if the proxy wrote garbage', '203.0.113.9, rubbish', undefined],
    ['is unknown if the proxy wrote nothing', '', undefined],
    ['is unknown if a proxy further away wrote garbage', 'unknown, 10.1.1.1', undefined],
    ['is unknown by an address with a port', '203.0.113.9:4711', undefined],
    ['is unknown by an address with a zone', 'fe80::1%eth0', undefined],
  ];
  for (const [title, forwarded, client] of CASES)
    test(title, () => assert.equal(proxies.clientAddress('127.0.0.1', forwarded), client));

  test('is never an address that the client claims', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), { maxLength: 40 }), (claims) => {
        const forwarded = [...claims, '203.0.113.9', '10.9.9.9'].join(', ');
        assert.equal(proxies.clientAddress('127.0.0.1', forwarded), '203.0.113.9');
      }),
    );
  });
});

describe('the key that limits count by', () => {
  test('is the IPv4 address in each of its forms', () => {
    for (const address of [
      '203.0.113.9',
      '::ffff:203.0.113.9',
      '::ffff:cb00:7109',
      '64:ff9b::203.0.113.9',
      '64:ff9b::cb00:7109',
    ])
      assert.equal(rateLimitKey(address, 64), '203.0.113.9');
    assert.notEqual(rateLimitKey('203.0.113.9', 64), rateLimitKey('203.0.113.8', 64));
  });

  test('is the prefix of an IPv6 address', () => {
    assert.equal(rateLimitKey('2a00:1:2:3:4:5:6:7', 64), '2a00:1:2:3:0:0:0:0/64');
    assert.equal(rateLimitKey('2a00:1:2:3::9', 64), rateLimitKey('2a00:1:2:3:ffff::', 64));
    assert.notEqual(rateLimitKey('2a00:1:2:3::9', 64), rateLimitKey('2a00:1:2:4::9', 64));
    assert.equal(rateLimitKey('2a00:1:2:300::', 56), rateLimitKey('2a00:1:2:3ff::', 56));
    assert.equal(rateLimitKey('fe80::1%eth0', 64), 'fe80:0:0:0:0:0:0:0/64');
    assert.equal(rateLimitKey('unknown', 64), 'unknown');
  });

  test('is the same for any spelling, and two addresses share it exactly if they share the prefix', () => {
    const group = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    const address = fc
      .array(group, { minLength: 8, maxLength: 8 })
      .filter(([first]) => first !== 0 && first !== 0x64);
    const spell = (groups: readonly number[]): string => groups.map((each) => each.toString(16)).join(':');
    fc.assert(
      fc.property(address, address, fc.integer({ min: 32, max: 128 }), (one, other, bits) => {
        const key = rateLimitKey(spell(one), bits);
        assert.equal(rateLimitKey(parseAddress(spell(one).toUpperCase()) ?? '', bits), key);
        const binary = (groups: readonly number[]): string =>
          groups
            .map((each) => each.toString(2).padStart(16, '0'))
            .join('')
            .slice(0, bits);
        assert.equal(rateLimitKey(spell(other), bits) === key, binary(one) === binary(other));
      }),
    );
  });
});

describe('listen.trusted_proxies', () => {
  const system = new TestSystem();
  after(() => system.close());
  const errorFor = (value: string): string => {
    system.writeGatewayToml(
      system.gatewayToml.replace(/^port = 0.*?\[tokens/ms, `port = 0\ntrusted_proxies = ${value}\n[tokens`),
    );
    try {
      readGatewayConfig(system.gatewayConfig);
      return '';
    } catch (error) {
      assert.ok(error instanceof ConfigError);
      return error.message;
    }
  };

  test('takes addresses and CIDR blocks', () => {
    assert.equal(errorFor('["127.0.0.1", "10.0.0.0/8", "::1", "fd00::/8", "2001:db8::/128"]'), '');
    assert.equal(errorFor('[]'), '');
  });

  const REFUSED: readonly (readonly [value: string, why: RegExp])[] = [
    [
      'true',
      /:3: listen\.trusted_proxies: must be a list; each item an IP address or a CIDR block.*not true/,
    ],
    ['1', /must be a list/],
    ['"127.0.0.1"', /must be a list/],
    ['[true]', /trusted_proxies\[0\]: must be an IP address or a CIDR block.*not true/],
    ['["proxy.example.org"]', /not "proxy\.example\.org": use an IP address/],
    ['["loopback"]', /use an IP address/],
    ['["10.0.0.0/8", "0.0.0.0/0"]', /trusted_proxies\[1\].*\/0 trusts every address/],
    ['["::/0"]', /\/0 trusts every address/],
    ['["10.0.0.0/33"]', /at most 32 bits/],
    ['["fd00::/129"]', /at most 128 bits/],
    ['["10.0.0.0/255.0.0.0"]', /must be an IP address or a CIDR block/],
    ['["010.0.0.1"]', /must be an IP address or a CIDR block/],
    ['["::ffff:10.0.0.1"]', /write IPv4 addresses in dotted form/],
    ['["fe80::1%eth0"]', /must be an IP address/],
  ];
  for (const [value, why] of REFUSED) test(`refuses ${value}`, () => assert.match(errorFor(value), why));
});

describe('a gateway behind a proxy', () => {
  let system: TestSystem;
  before(async () => {
    system = new TestSystem({
      limits: { failures_per_minute: 3, connections_per_address: 2, new_connections_per_second: 2 },
    });
    system.writeGatewayToml(
      system.gatewayToml.replace('port = 0', 'port = 0\ntrusted_proxies = ["127.0.0.7"]'),
    );
    await system.runDriver();
    await system.runGateway();
  });
  after(() => system.close());

  const fail = (localAddress: string, forwarded?: string): Promise<TestResponse> =>
    system.request({
      path: '/v1/status',
      localAddress,
      headers: {
        Connection: 'keep-alive',
        ...(forwarded === undefined ? {} : { 'X-Forwarded-For': forwarded }),
      },
    });

  test('limits and records the client that the proxy names, not the proxy', async () => {
    for (let i = 0; i < 3; i++) assert.equal((await fail('127.0.0.7', '203.0.113.1')).status, 401);
    const refused = await fail('127.0.0.7', '203.0.113.1');
    assert.equal(refused.status, 429);
    assert.equal((await system.recordOf(refused)).clientAddress, '203.0.113.1');
    assert.notEqual(refused.headers.connection, 'close', "it is a connection of the proxy's");
    assert.equal((await fail('127.0.0.7', '203.0.113.2')).status, 401);
    assert.equal((await fail('127.0.0.7', '203.0.113.1, 203.0.113.3')).status, 401);
  });

  test('refuses a header that is not a list of addresses, and records that', async () => {
    const answer = await fail('127.0.0.7', '203.0.113.1, somebody');
    assert.deepEqual([answer.status, answer.json.code], [400, 'bad_request']);
    const { reason, clientAddress } = await system.recordOf(answer);
    assert.deepEqual([reason, clientAddress], ['forwarded_for', '127.0.0.7']);
  });

  test('ignores the header from any other address', async () => {
    const answer = await fail('127.0.0.8', '203.0.113.1');
    assert.equal(answer.status, 401);
    assert.equal((await system.recordOf(answer)).clientAddress, '127.0.0.8');
    assert.equal((await fail('127.0.0.8', 'rubbish')).status, 401);
  });

  test('limits the connections of other addresses, and not those of the proxy', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => system.request({ path: '/healthz', localAddress: '127.0.0.7' })),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    const others = await Promise.allSettled(
      Array.from({ length: 20 }, () => system.request({ path: '/healthz', localAddress: '127.0.0.9' })),
    );
    assert.ok(others.some(({ status }) => status === 'rejected'));
  });
});
