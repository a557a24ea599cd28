import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import fc from 'fast-check';
import { EXPOSURE_NAMES, EXPOSURES, findExposureName } from '../src/exposure/address-rules.ts';
import { type CommandResult, runGarland } from './run-garland.ts';

/** A machine whose systemctl records its arguments and runs this script. */
function fakeSystemctl(script: string): {
  run(...args: readonly string[]): Promise<CommandResult>;
  passedArguments(): string;
} {
  const folder = temporaryFolder();
  const systemctl = join(folder, 'systemctl');
  writeFileSync(systemctl, `#!/bin/sh\nprintf '%s\\n' "$@" >>${folder}/arguments\n${script}\n`);
  chmodSync(systemctl, 0o755);
  return {
    run: (...args) => runGarland(['expose', ...args], { env: { PATH: `${folder}:/usr/bin:/bin` } }),
    passedArguments: () => readFileSync(join(folder, 'arguments'), 'utf8'),
  };
}

describe('garland expose', () => {
  it('clears the rules on the socket before it sets its own, so that nothing of the old ones stays', async () => {
    const { run, passedArguments } = fakeSystemctl("echo '[::]:8443 (Stream)'");
    const { code, stdout } = await run('internet');
    assert.deepEqual(
      [code, stdout],
      [0, 'Port 8443 is now open to the internet, but not to your local network.\n'],
    );
    assert.deepEqual(passedArguments().trim().split('\n').slice(0, 7), [
      '--no-ask-password',
      'set-property',
      'garland-gateway.socket',
      'IPAddressAllow=',
      `IPAddressAllow=${EXPOSURES.internet.allow.join(' ')}`,
      'IPAddressDeny=',
      `IPAddressDeny=${EXPOSURES.internet.deny.join(' ')}`,
    ]);
  });

  it('sets no rule if every address is allowed', async () => {
    const { run, passedArguments } = fakeSystemctl('exit 0');
    assert.equal((await run('both')).code, 0);
    assert.deepEqual(passedArguments().trim().split('\n').slice(3, 5), ['IPAddressAllow=', 'IPAddressDeny=']);
  });

  for (const name of EXPOSURE_NAMES) {
    it(`recognises ${name} in systemd's answer`, async () => {
      const { allow, deny } = EXPOSURES[name];
      const { run } = fakeSystemctl(
        `echo 'IPAddressAllow=${allow.join(' ')}'\necho 'IPAddressDeny=${deny.join(' ')}'`,
      );
      assert.match((await run()).stdout, new RegExp(`^The gateway's port is open to .* \\(${name}\\)\\.\n$`));
      assert.equal(JSON.parse((await run('--json')).stdout).exposure, name);
    });
  }

  it('shows custom rules as they are', async () => {
    const { run } = fakeSystemctl("echo 'IPAddressAllow=192.0.2.0/24'\necho 'IPAddressDeny='");
    assert.match(
      (await run()).stdout,
      /custom address rules\.\n {2}allowed: 192\.0\.2\.0\/24\n {2}denied: {2}none\n/,
    );
    assert.equal(JSON.parse((await run('--json')).stdout).exposure, null);
  });

  it('refuses a word that it does not know, with the one that was meant', async () => {
    const { run } = fakeSystemctl('exit 0');
    const { code, stderr } = await run('internt');
    assert.equal(code, 2);
    assert.match(stderr, /Did you mean "internet"\?/);
    assert.match(stderr, /garland expose off +this machine only/);
  });

  it('says what is missing: root, or systemd, or the unit', async () => {
    for (const [script, exitCode, message] of [
      [
        'echo "Failed to set unit properties: Interactive authentication required." >&2; exit 1',
        4,
        /with sudo/,
      ],
      ['echo "Failed to set unit properties: Access denied" >&2; exit 1', 4, /with sudo/],
      ['echo "Unit garland-gateway.socket not found." >&2; exit 1', 1, /systemctl failed: Unit .* not found/],
    ] as const) {
      const { code, stderr } = await fakeSystemctl(script).run('lan');
      assert.equal(code, exitCode);
      assert.match(stderr, message);
    }
    const nowhere = await runGarland(['expose', 'lan'], { env: { PATH: temporaryFolder() } });
    assert.equal(nowhere.code, 1);
    assert.match(nowhere.stderr, /systemd is not installed/);
  });
});

describe('the rules', () => {
  it('are recognised in any order that systemd lists them in', () => {
    const shuffled = fc
      .constantFrom(...EXPOSURE_NAMES)
      .chain((name) =>
        fc.tuple(
          fc.constant(name),
          fc.shuffledSubarray([...EXPOSURES[name].allow], { minLength: EXPOSURES[name].allow.length }),
          fc.shuffledSubarray([...EXPOSURES[name].deny], { minLength: EXPOSURES[name].deny.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([name, allow, deny]) => {
        assert.equal(findExposureName({ allow, deny }), name);
        if (allow.length > 0) assert.equal(findExposureName({ allow: allow.slice(1), deny }), undefined);
      }),
    );
  });
});
