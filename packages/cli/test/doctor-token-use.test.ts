import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CheckResult } from '../src/doctor/run-checks.ts';
import { INSTALLED_PATHS } from '../src/system/installed-paths.ts';
import {
  DAY_MS,
  examined,
  type FakeSystem,
  HEALTHY_SYSTEM,
  missing,
  NOW_MS,
  nowS,
  registry,
  token,
  withFiles,
} from './fake-system.ts';
import { TokenFixture } from './token-fixture.ts';

const daysAgo = (days: number): Date => new Date(NOW_MS - days * DAY_MS);
const issued = (sub: string, days: number, more: object = {}): object =>
  token(sub, 100, { iat: nowS - days * 86_400, jti: `id-of-${sub}`, ...more });

/** What doctor says about the use of these tokens. */
async function findings(
  tokens: readonly object[],
  uses: Partial<FakeSystem['uses']> = {},
): Promise<CheckResult[]> {
  const system = withFiles({ [INSTALLED_PATHS.registry]: registry(...tokens) });
  const results = await examined({
    ...HEALTHY_SYSTEM,
    ...system,
    uses: { ...HEALTHY_SYSTEM.uses, ...uses },
  });
  return results.filter(({ check }) => check === 'token use');
}

describe('garland doctor, of tokens that are not used', () => {
  it('warns of one that was not used for 90 days, and how to revoke that one', async () => {
    for (const lastUsed of [new Map(), new Map([['id-of-old', daysAgo(91)]])]) {
      const [finding, ...others] = await findings(
        [issued('old', 200), issued('old', 10, { jti: 'new-one' })],
        {
          lastUsed,
        },
      );
      assert.deepEqual(others, []);
      assert.equal(finding?.level, 'warning');
      assert.match(finding?.message ?? '', /"old" \(id-of-old\) has not been used for 90 days/);
      assert.match(finding?.advice ?? '', /sudo garland token revoke id-of-old$/);
    }
  });

  it('says nothing of tokens that are used, young, or not valid', async () => {
    const tokens = [
      issued('used', 200),
      issued('young', 89),
      issued('revoked', 200, { revokedAt: nowS - 86_400 }),
      issued('expired', 200, { exp: nowS - 1 }),
    ];
    const [finding, ...others] = await findings(tokens, { lastUsed: new Map([['id-of-used', daysAgo(89)]]) });
    assert.deepEqual([finding?.level, others], ['ok', []]);
  });

  it('does not know, and does not say "ok", if the journal cannot be read or does not reach back far enough', async () => {
    const unreadable = { isKnown: false, reason: 'You do not have permission to read the journal.' };
    for (const [uses, words] of [
      [unreadable, /permission to read the journal/],
      [{ since: daysAgo(30) }, /no use of "old": not known/],
    ] as const) {
      const [finding, ...others] = await findings([issued('old', 200)], uses);
      assert.deepEqual([finding?.level, others], ['unknown', []]);
      assert.match(finding?.message ?? '', words);
    }
    const secret = withFiles({ [INSTALLED_PATHS.registry]: missing('EACCES') });
    const results = await examined({ ...HEALTHY_SYSTEM, ...secret });
    assert.deepEqual(
      results.filter(({ check }) => check === 'token use'),
      [],
    );
  });

  it('its advice, as it is printed, revokes that token and no other of its name', async () => {
    const folder = new TokenFixture();
    for (const _ of [1, 2]) await folder.issue('phone');
    const [old, young] = folder.registry.tokens.map((record) => ({ ...record, iat: nowS - 200 * 86_400 }));
    assert.ok(old && young);
    const [finding] = await findings([old], {});
    const [, , , ...words] = /sudo garland token .*$/.exec(finding?.advice ?? '')?.[0].split(' ') ?? [];
    assert.equal((await folder.runTokenCommand(...words)).code, 0);
    assert.deepEqual(
      folder.registry.tokens.map(({ jti, revokedAt }) => [jti, revokedAt === undefined]),
      [
        [old.jti, false],
        [young.jti, true],
      ],
    );
  });
});
