import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TestCa } from '@garland/test-kit/test-ca';
import { createSelfSigned } from '../src/certificates/self-signed.ts';
import type { FindingLevel } from '../src/doctor/finding.ts';
import type { CheckName } from '../src/doctor/run-checks.ts';
import { INSTALLED_PATHS, SERVICE_UNITS, SOCKET_UNITS } from '../src/system/installed-paths.ts';
import {
  DAY_MS,
  ENDING,
  examined,
  type FakeSystem,
  fingerprintOf,
  HEALTHY_SYSTEM,
  NOW_MS,
  nowS,
  OTHER,
  registry,
  token,
  units,
  withConfig,
  withFiles,
  withPrograms,
} from './fake-system.ts';

const own = createSelfSigned({ hostName: 'Tree', env: process.env });
/** The certificate that the machine created for itself. */
const OWN = {
  ...withFiles({
    [INSTALLED_PATHS.certificate]: own.chainPem,
    [INSTALLED_PATHS.certificateKey]: own.keyPem,
  }),
  links: { [`${INSTALLED_PATHS.tlsFolder}/current`]: 'self-signed-2026' },
  gateway: async () => ({ status: 200, fingerprint: own.leaf.fingerprint256 }) as const,
};
const CHAINED = new TestCa('Root').intermediate('Inner CA').issue();

const GATEWAY_MISTAKE = {
  exitCode: 78,
  stdout: '',
  stderr:
    "garland-gateway: the configuration can't be used:\n" +
    '/etc/garland/gateway.toml:22: limit: unknown key; did you mean "limits"?\n',
};

const SICK: readonly (readonly [CheckName, Partial<FakeSystem>, FindingLevel, RegExp])[] = [
  ['strip', withConfig('"ws281x"', '"simulator"'), 'warning', /simulated.*output.kind/],
  ['strip', withConfig('pixels', 'pixel'), 'problem', /has errors.*garland check/],
  ['strip', withPrograms({ vcgencmd: 'throttled=0x50000\n' }), 'warning', /under-voltage/],
  [
    'strip',
    withConfig('4000', '400'),
    'warning',
    /budget_ma is 400, and full white takes 6100 mA: most pictures will be dim/,
  ],
  [
    'strip',
    withConfig('4000', '20000'),
    'warning',
    /full white takes only 6100 mA: the budget never limits anything.*weakest of supply, wires, plugs and fuse/,
  ],
  ['strip', withConfig('budget_ma', '# budget_ma'), 'problem', /has errors.*garland check/],
  [
    'strip',
    withFiles({ '/proc/modules': 'snd_bcm2835 24576 1 - Live 0x0\n' }),
    'problem',
    /snd_bcm2835.*dtparam=audio=off/,
  ],
  [
    'strip',
    withFiles({ '/proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0' }),
    'problem',
    /Raspberry Pi 5/,
  ],
  ['strip', withFiles({ '/proc/device-tree/model': 'ThinkPad' }), 'problem', /not a Raspberry Pi/],
  [
    'strip',
    { stats: { [INSTALLED_PATHS.addon]: 'missing' } },
    'problem',
    /not compiled.*garland-build-addon/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({ [SERVICE_UNITS.driver]: { ActiveState: 'failed' } }),
    }),
    'problem',
    /garland-driver.service is not running \(state: failed\).*journalctl -u garland-driver/,
  ],
  [
    'services',
    {
      ...withConfig('pixels = 100', 'pixels = 0'),
      ...withPrograms({
        'systemctl show --property=Id': units({ [SERVICE_UNITS.driver]: { ActiveState: 'failed' } }),
      }),
    },
    'problem',
    /garland-driver.service does not start: \S*driver.toml:2: strip.pixels: must be .*sudo systemctl restart garland-driver$/,
  ],
  [
    'services',
    withConfig('pixels = 100', 'pixels = 0'),
    'problem',
    /garland-driver.service would not start again: \S*driver.toml:2: strip.pixels: must be/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({
        [SERVICE_UNITS.driver]: {
          ActiveState: 'activating',
          StatusText: 'no addon; run "garland-build-addon"',
        },
      }),
    }),
    'problem',
    /garland-driver.service does not start: no addon; run "garland-build-addon".*systemctl restart garland-driver$/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({ [SERVICE_UNITS.gateway]: { ActiveState: 'failed' } }),
      'garland-gateway --check': GATEWAY_MISTAKE,
    }),
    'problem',
    /garland-gateway.service does not start: \/etc\/garland\/gateway.toml:22: limit: unknown key.*systemctl restart garland-gateway$/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({
        [SERVICE_UNITS.gateway]: { LoadState: 'masked', ActiveState: 'inactive' },
      }),
    }),
    'problem',
    /garland-gateway.service is masked.*systemctl unmask garland-gateway.service/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({
        [SERVICE_UNITS.gateway]: { NRestarts: '6', ExecMainStartTimestamp: `@${nowS - 2}` },
      }),
    }),
    'problem',
    /garland-gateway.service keeps restarting: 6 times, the last time \d seconds ago/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({ [SOCKET_UNITS.gateway]: { ActiveState: 'inactive' } }),
    }),
    'problem',
    /systemctl start garland-gateway.socket/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({ [SERVICE_UNITS.gateway]: { LoadState: 'not-found' } }),
    }),
    'problem',
    /garland-gateway.service is not installed/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({ [SERVICE_UNITS.gateway]: { UnitFileState: 'disabled' } }),
    }),
    'warning',
    /will not start with the Pi.*systemctl enable/,
  ],
  [
    'services',
    withPrograms({ 'systemctl show --property=Id': units({ [SERVICE_UNITS.driver]: { NRestarts: '9' } }) }),
    'warning',
    /9 times/,
  ],
  ['reachability', { driver: () => Promise.reject(new Error('it is stuck')) }, 'problem', /it is stuck/],
  [
    'reachability',
    { gateway: () => Promise.reject(new Error('ECONNREFUSED')) },
    'problem',
    /does not respond on port 8443/,
  ],
  [
    'reachability',
    { gateway: async () => ({ status: 503, fingerprint: '' }) },
    'problem',
    /responds with status 503/,
  ],
  ['clock', withPrograms({ timedatectl: 'no\n' }), 'warning', /not synchronised/],
  ['clock', { nowMs: 0 }, 'problem', /earlier than the build/],
  ['disk', { free: 0 }, 'problem', /100 % full.*free some space/],
  ['disk', { free: 0.03 }, 'warning', /97 % full/],
  [
    'exposure',
    withPrograms({
      'systemctl --no-ask-password show garland-gateway.socket':
        'IPAddressAllow=192.0.2.1/32\nIPAddressDeny=\n',
    }),
    'warning',
    /custom address rules/,
  ],
  [
    'certificate',
    withFiles({
      [INSTALLED_PATHS.certificate]: ENDING.certificate,
      [INSTALLED_PATHS.certificateKey]: ENDING.key,
    }),
    'warning',
    /valid for (9|10) days.*sudo garland certificate self-signed$/,
  ],
  ['certificate', { nowMs: NOW_MS + 400 * DAY_MS }, 'problem', /expired \d+ days ago/],
  ['certificate', { nowMs: NOW_MS - 10 * DAY_MS }, 'problem', /not valid yet/],
  ['certificate', withFiles({ [INSTALLED_PATHS.certificateKey]: OTHER.key }), 'problem', /do not match/],
  [
    'certificate',
    withFiles({ [INSTALLED_PATHS.certificate]: 'rubbish' }),
    'problem',
    /is not a valid certificate.*sudo garland certificate self-signed$/,
  ],
  [
    'certificate',
    withFiles({
      [INSTALLED_PATHS.certificate]: CHAINED.certificate.toString(),
      [INSTALLED_PATHS.certificateKey]: CHAINED.key.toString(),
    }),
    'problem',
    /chain is incomplete, .*\(CN=Inner CA\) is missing.*fullchain\.pem.*sudo garland certificate use/,
  ],
  [
    'certificate',
    { ...OWN, hostName: 'pi' },
    'warning',
    /not for this machine's name \(pi\.local\).*certificate self-signed;/,
  ],
  [
    'certificate',
    { ...withFiles({}), links: OWN.links },
    'warning',
    /valid for ten years.*marked as a CA.*certificate self-signed;/,
  ],
  [
    'certificate',
    { gateway: async () => ({ status: 200, fingerprint: fingerprintOf(OTHER.certificate) }) },
    'warning',
    /serves a different certificate/,
  ],
  [
    'tokens',
    withFiles({ [INSTALLED_PATHS.registry]: registry(token('phone', 12)) }),
    'warning',
    /"phone" expires in 12 days.*token rotate phone/,
  ],
  [
    'tokens',
    withFiles({
      [INSTALLED_PATHS.registry]: JSON.stringify({
        version: 1,
        tree: 'home',
        retiringKeys: [{ kid: '0123456789abcdef', endsAt: nowS + 12 * 86_400 }],
        tokens: [token('phone', 100), token('old', 100, { endsAt: nowS + 86_400 })],
      }),
    }),
    'warning',
    /^the token "phone" stops working with its key in 12 days[^"]*$/,
  ],
  [
    'tokens',
    withFiles({ [INSTALLED_PATHS.registry]: registry(token('phone', -1)) }),
    'warning',
    /no token is valid/,
  ],
  ['tokens', withFiles({ [INSTALLED_PATHS.registry]: '{"version":1' }), 'problem', /is damaged/],
  [
    'file modes',
    { stats: { [INSTALLED_PATHS.signingKey]: { mode: 0o644 } } },
    'problem',
    /has mode 644: anyone who can read it can create tokens.*chmod 600/,
  ],
  [
    'file modes',
    { stats: { [INSTALLED_PATHS.driverConfig]: { uid: 1000 } } },
    'problem',
    /does not belong to root.*chown root/,
  ],
  [
    'file modes',
    { stats: { [INSTALLED_PATHS.localSocket]: { mode: 0o666 } } },
    'problem',
    /only group garland/,
  ],
  [
    'file modes',
    { stats: { [INSTALLED_PATHS.programs[1]]: 'missing' } },
    'problem',
    /gateway.cjs is missing/,
  ],
  [
    'sandbox',
    withPrograms({
      'systemd-analyze security --no-pager garland-gateway':
        '→ Overall exposure level for garland-gateway.service: 9.2 UNSAFE\n',
    }),
    'problem',
    /gateway: systemd exposure score 9.2 of 10, more than the expected 0.4/,
  ],
  [
    'root processes',
    withFiles({ '/proc/77/status': 'Uid:\t0\t0\t0\t0\n' }),
    'problem',
    /the gateway runs as root/,
  ],
  [
    'root processes',
    withPrograms({ ss: 'LISTEN 0 9 0.0.0.0:445 0.0.0.0:* users:(("smbd",pid=88,fd=7))\n' }),
    'warning',
    /smbd runs as root and listens on 0.0.0.0:445/,
  ],
  ['updates', withPrograms({ 'apt-get indextargets': '' }), 'unknown', /no package lists.*sudo apt update/],
  [
    'services',
    withPrograms({ 'systemctl show --property=Id': '' }),
    'unknown',
    /systemd does not report whether/,
  ],
  [
    'updates',
    withPrograms({
      'apt-get --simulate': 'Inst libssl3t64 [3.5.1] (3.5.4 Debian-Security:13/stable-security [armhf])\n',
    }),
    'warning',
    /1 security update/,
  ],
  [
    'updates',
    {
      stats: Object.fromEntries(
        ['/var/lib/apt/periodic/update-success-stamp', '/var/lib/apt/lists'].map((path) => [
          path,
          { mtimeMs: NOW_MS - 30 * DAY_MS },
        ]),
      ),
    },
    'warning',
    /two weeks/,
  ],
];

describe('garland doctor reports', () => {
  for (const [check, change, level, words] of SICK) {
    it(`finds what is wrong with ${check}: ${words.source.slice(0, 40)}`, async () => {
      const diagnoses = await examined({ ...HEALTHY_SYSTEM, ...change });
      const found = diagnoses.filter((each) => each.check === check && each.level !== 'ok');
      assert.ok(
        found.some((each) => each.level === level && words.test(`${each.message} ${each.advice}`)),
        JSON.stringify(found, null, 2),
      );
      assert.ok(
        found.every(({ advice }) => advice),
        'each comes with what to do about it',
      );
    });
  }
});
