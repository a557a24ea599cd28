import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createServer } from 'node:tls';
import { readDriverConfig } from '@garland/driver-config';
import { temporaryFolder } from '@garland/test-kit/support';
import type { FindingLevel } from '../src/doctor/finding.ts';
import type { CheckName, CheckResult } from '../src/doctor/run-checks.ts';
import { runChecks } from '../src/doctor/run-checks.ts';
import { createSystemProbe, type ProgramResult, type SystemProbe } from '../src/doctor/system-probe.ts';
import { EXPOSURES } from '../src/exposure/address-rules.ts';
import { INSTALLED_PATHS, SERVICE_UNITS, SOCKET_UNITS } from '../src/system/installed-paths.ts';
import { runGarland } from './run-garland.ts';

const DAY_MS = 86_400_000;
const folder = temporaryFolder();

function certificateFor(days: number, name: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, `${name}.pem`), join(folder, `${name}-key.pem`)];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  execFileSync(
    'openssl',
    ['req', ...kind, '-days', String(days), '-subj', `/CN=${name}`, '-keyout', key, '-out', certificate],
    {
      stdio: 'pipe',
    },
  );
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

const TREE = certificateFor(365, 'tree');
const OTHER = certificateFor(365, 'other');
const ENDING = certificateFor(10, 'ending');
const { X509Certificate } = await import('node:crypto');
const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256;

const NOW_MS = Date.now();
const nowS = Math.floor(NOW_MS / 1000);
const token = (sub: string, days: number, more: object = {}): object => ({
  jti: `${sub}-AAAAAAAAAAAAAAAA`.slice(0, 16),
  kid: '0123456789abcdef',
  sub,
  scope: 'play',
  iat: nowS - 86_400,
  exp: nowS + days * 86_400,
  ...more,
});
const registry = (...tokens: object[]): string => JSON.stringify({ version: 1, tree: 'home', tokens });

const unit = (id: string, more: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    Id: id,
    LoadState: 'loaded',
    ActiveState: 'active',
    UnitFileState: 'enabled',
    NRestarts: '0',
    ...more,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
const units = (changed: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): string =>
  [...Object.values(SERVICE_UNITS), ...Object.values(SOCKET_UNITS)]
    .map((id) => unit(id, changed[id]))
    .join('\n\n');

const PI = 'Raspberry Pi Zero W Rev 1.1\0';

const STRIP = '[strip]\npixels = 100\n[output]\nkind = "ws281x"\n[power]\nbudget_ma = 4000\n';

interface FakeSystem {
  readonly files: Readonly<Record<string, string | NodeJS.ErrnoException>>;
  readonly stats: Readonly<Record<string, { mode?: number; uid?: number; mtimeMs?: number } | 'missing'>>;
  /** What a command line that begins so answers. */
  readonly programs: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly nowMs: number;
  readonly free: number;
  readonly driver: () => Promise<never> | ReturnType<SystemProbe['driverState']>;
  readonly gateway: SystemProbe['probeGateway'];
  /** TOML. */
  readonly config: string;
}

const HEALTHY_SYSTEM: FakeSystem = {
  files: {
    '/proc/device-tree/model': PI,
    '/proc/modules': '',
    '/proc/77/status': 'Name:\tnode\nUid:\t990\t990\t990\t990\n',
    '/proc/1/status': 'Uid:\t0\t0\t0\t0\n',
    '/proc/88/status': 'Uid:\t0\t0\t0\t0\n',
    [INSTALLED_PATHS.certificate]: TREE.certificate,
    [INSTALLED_PATHS.certificateKey]: TREE.key,
    [INSTALLED_PATHS.registry]: registry(token('phone', 100)),
  },
  stats: {},
  programs: {
    'systemctl show --property=Id': units(),
    'systemctl show --property=Listen': '[::]:8443 (Stream)\n',
    'systemctl show --property=MainPID': '77\n',
    'systemctl show garland-gateway.socket': `IPAddressAllow=${EXPOSURES.lan.allow.join(' ')}\nIPAddressDeny=${EXPOSURES.lan.deny.join(' ')}\n`,
    'systemd-analyze security --no-pager garland-gateway':
      '→ Overall exposure level for garland-gateway.service: 0.1 SAFE 😀\n',
    'systemd-analyze security --no-pager garland-driver':
      '→ Overall exposure level for garland-driver.service: 1.0 OK 🙂\n',
    timedatectl: 'yes\n',
    'apt-get': 'Reading package lists...\n',
    ss: 'LISTEN 0 64 *:8443 *:* users:(("systemd",pid=1,fd=40))\nLISTEN 0 9 127.0.0.1:631 0.0.0.0:* users:(("cupsd",pid=88,fd=7))\n',
  },
  isRoot: true,
  nowMs: NOW_MS,
  config: STRIP,
  free: 0.5,
  driver: async () =>
    ({ animation: 'fire', pixels: 100, framesPerSecond: 60 }) as Awaited<
      ReturnType<SystemProbe['driverState']>
    >,
  gateway: async () => ({ status: 200, fingerprint: fingerprintOf(TREE.certificate) }),
};

function missing(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

function machineOf(world: FakeSystem): SystemProbe {
  return {
    isRoot: world.isRoot,
    nowMs: world.nowMs,
    freeDiskShare: () => world.free,
    driverState: world.driver,
    probeGateway: world.gateway,
    driverConfig() {
      const file = join(folder, 'driver.toml');
      writeFileSync(file, world.config);
      return readDriverConfig(file, {
        RUNTIME_DIRECTORY: '/run/garland',
        STATE_DIRECTORY: '/var/lib/garland',
      });
    },
    async runProgram(program, ...args): Promise<ProgramResult | undefined> {
      const line = [program, ...args].join(' ');
      const [, stdout] = Object.entries(world.programs).find(([start]) => line.startsWith(start)) ?? [];
      return stdout === undefined ? undefined : { exitCode: 0, stdout };
    },
    readFile(path) {
      const file = world.files[path] ?? missing('ENOENT');
      if (typeof file !== 'string') throw file;
      return file;
    },
    stat(path) {
      const stats = world.stats[path];
      if (stats === 'missing') throw missing('ENOENT');
      const mode = path === INSTALLED_PATHS.localSocket ? 0o660 : 0o600;
      return { mode, uid: 0, mtimeMs: NOW_MS - DAY_MS, ...stats };
    },
  };
}

const withConfig = (from: string, to: string): Partial<FakeSystem> => ({ config: STRIP.replace(from, to) });
const withPrograms = (programs: FakeSystem['programs']): Partial<FakeSystem> => ({
  programs: { ...HEALTHY_SYSTEM.programs, ...programs },
});
const withFiles = (files: FakeSystem['files']): Partial<FakeSystem> => ({
  files: { ...HEALTHY_SYSTEM.files, ...files },
});

const SICK: readonly (readonly [CheckName, Partial<FakeSystem>, FindingLevel, RegExp])[] = [
  ['strip', withConfig('"ws281x"', '"simulator"'), 'warning', /simulated.*output.kind/],
  ['strip', withConfig('pixels', 'pixel'), 'problem', /has errors.*garland check/],
  ['strip', withPrograms({ vcgencmd: 'throttled=0x50000\n' }), 'warning', /under-voltage/],
  [
    'strip',
    withConfig('4000', '400'),
    'warning',
    /100 pixels can draw 4.3 A, limited to 0.4 A: most pictures will be dim/,
  ],
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
    'strip',
    { ...withConfig('"ws281x"', '"ws281x"\ngpio = 10'), stats: { '/dev/spidev0.0': 'missing' } },
    'problem',
    /dtparam=spi=on/,
  ],
  [
    'services',
    withPrograms({
      'systemctl show --property=Id': units({ [SERVICE_UNITS.driver]: { ActiveState: 'failed' } }),
    }),
    'problem',
    /garland-driver.service is not running \(state: failed\).*namespace=garland-driver/,
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
      'systemctl show garland-gateway.socket': 'IPAddressAllow=192.0.2.1/32\nIPAddressDeny=\n',
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
    /valid for (9|10) days.*dpkg-reconfigure/,
  ],
  ['certificate', { nowMs: NOW_MS + 400 * DAY_MS }, 'problem', /expired \d+ days ago/],
  ['certificate', { nowMs: NOW_MS - 10 * DAY_MS }, 'problem', /not valid yet/],
  ['certificate', withFiles({ [INSTALLED_PATHS.certificateKey]: OTHER.key }), 'problem', /do not match/],
  [
    'certificate',
    withFiles({ [INSTALLED_PATHS.certificate]: 'rubbish' }),
    'problem',
    /is not a valid certificate.*sudo rm .*dpkg-reconfigure/,
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
  [
    'updates',
    withPrograms({
      'apt-get': 'Inst libssl3t64 [3.5.1] (3.5.4 Debian-Security:13/stable-security [armhf])\n',
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

const examined = (world: FakeSystem): Promise<CheckResult[]> => runChecks(machineOf(world));

describe('garland doctor', () => {
  it('finds nothing wrong with a tree that is well', async () => {
    const diagnoses = await examined(HEALTHY_SYSTEM);
    assert.deepEqual(
      diagnoses.filter(({ level }) => level !== 'ok'),
      [],
    );
    assert.ok(new Set(diagnoses.map(({ check }) => check)).size === 12);
  });

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

  it('takes it for well that a gateway with a client CA turns it away, and knows what certificate that showed', async (t) => {
    const server = createServer({
      cert: TREE.certificate,
      key: TREE.key,
      ca: TREE.certificate,
      requestCert: true,
    });
    t.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const answer = await createSystemProbe('', process.env).probeGateway(
      (server.address() as AddressInfo).port,
    );
    assert.deepEqual(answer, {
      status: 'certificate_required',
      fingerprint: fingerprintOf(TREE.certificate),
    });
    const diagnoses = await examined({ ...HEALTHY_SYSTEM, gateway: async () => answer });
    assert.ok(diagnoses.every(({ level }) => level === 'ok'));
    assert.ok(diagnoses.some(({ message }) => message.includes('tls.client_ca')));
  });

  it('tells an ordinary user what only root can see, and takes it for no problem', async () => {
    const secret = missing('EACCES');
    const files = {
      ...HEALTHY_SYSTEM.files,
      [INSTALLED_PATHS.certificate]: secret,
      [INSTALLED_PATHS.registry]: secret,
      [INSTALLED_PATHS.certificateKey]: secret,
    };
    const diagnoses = await examined({ ...HEALTHY_SYSTEM, isRoot: false, files });
    assert.deepEqual(
      diagnoses.filter(({ level }) => level === 'problem' || level === 'warning'),
      [],
    );
    assert.ok(diagnoses.filter(({ level }) => level === 'unknown').length >= 3);
  });

  it('goes on where a machine has none of the programs that it asks', async () => {
    const diagnoses = await examined({ ...HEALTHY_SYSTEM, programs: {} });
    assert.deepEqual(
      diagnoses.filter(({ message }) => message.startsWith('this check failed')),
      [],
    );
    assert.ok(diagnoses.some(({ level }) => level === 'unknown'));
  });

  it('says where nothing is installed that there is nothing to examine', async () => {
    const { code, stderr } = await runGarland(['doctor']);
    assert.equal(code, 1);
    assert.match(stderr, /not installed on this machine.*\n.*check FILE/);
  });
});
