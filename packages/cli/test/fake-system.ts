import { execFileSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDriverConfig } from '@garland/driver-config';
import { temporaryFolder } from '@garland/test-kit/support';
import { type CheckResult, runChecks } from '../src/doctor/run-checks.ts';
import type { SystemProbe } from '../src/doctor/system-probe.ts';
import { EXPOSURES } from '../src/exposure/address-rules.ts';
import { INSTALLED_PATHS, SERVICE_UNITS, SOCKET_UNITS } from '../src/system/installed-paths.ts';
import type { ProgramResult } from '../src/system/run-program.ts';
import type { LastUseReport } from '../src/tokens/last-used.ts';

export const DAY_MS = 86_400_000;
const folder = temporaryFolder();

interface PemPair {
  readonly certificate: string;
  readonly key: string;
}

function certificateFor(days: number, name: string): PemPair {
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

export const TREE: PemPair = certificateFor(365, 'tree');
export const OTHER: PemPair = certificateFor(365, 'other');
export const ENDING: PemPair = certificateFor(10, 'ending');
export const fingerprintOf = (pem: string): string => new X509Certificate(pem).fingerprint256;

export const NOW_MS: number = Date.now();
export const nowS: number = Math.floor(NOW_MS / 1000);
export const token = (sub: string, days: number, more: object = {}): object => ({
  jti: `${sub}-AAAAAAAAAAAAAAAA`.slice(0, 16),
  kid: '0123456789abcdef',
  sub,
  scope: 'play',
  iat: nowS - 86_400,
  exp: nowS + days * 86_400,
  ...more,
});
export const registry = (...tokens: object[]): string => JSON.stringify({ version: 1, tree: 'home', tokens });

export const unit = (id: string, more: Readonly<Record<string, string>> = {}): string =>
  Object.entries({
    Id: id,
    LoadState: 'loaded',
    ActiveState: 'active',
    UnitFileState: 'enabled',
    NRestarts: '0',
    SubState: 'running',
    ExecMainStartTimestamp: `@${nowS - 3600}`,
    StatusText: '',
    ...more,
  })
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
export const units = (changed: Readonly<Record<string, Readonly<Record<string, string>>>> = {}): string =>
  [...Object.values(SERVICE_UNITS), ...Object.values(SOCKET_UNITS)]
    .map((id) => unit(id, changed[id]))
    .join('\n\n');

export const PI = 'Raspberry Pi Zero W Rev 1.1\0';

export const STRIP = '[strip]\npixels = 100\n[output]\nkind = "ws281x"\n[power]\nbudget_ma = 4000\n';

export interface FakeSystem {
  readonly files: Readonly<Record<string, string | NodeJS.ErrnoException>>;
  readonly stats: Readonly<Record<string, { mode?: number; uid?: number; mtimeMs?: number } | 'missing'>>;
  /** What a command line that begins so answers. */
  readonly programs: Readonly<Record<string, string | ProgramResult | undefined>>;
  readonly isRoot: boolean;
  readonly hostName: string;
  /** Their targets. */
  readonly links: Readonly<Record<string, string>>;
  readonly nowMs: number;
  readonly free: number;
  readonly driver: () => Promise<never> | ReturnType<SystemProbe['driverState']>;
  readonly gateway: SystemProbe['probeGateway'];
  readonly uses: LastUseReport;
  /** TOML. */
  readonly config: string;
}

export const HEALTHY_SYSTEM: FakeSystem = {
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
    'garland-gateway --check': '/etc/garland/gateway.toml: no mistakes found\n',
    'systemctl show --property=Listen': '[::]:8443 (Stream)\n',
    'systemctl show --property=MainPID': '77\n',
    'systemctl --no-ask-password show garland-gateway.socket': `IPAddressAllow=${EXPOSURES.lan.allow.join(' ')}\nIPAddressDeny=${EXPOSURES.lan.deny.join(' ')}\n`,
    'systemd-analyze security --no-pager garland-gateway':
      '→ Overall exposure level for garland-gateway.service: 0.1 SAFE 😀\n',
    'systemd-analyze security --no-pager garland-driver':
      '→ Overall exposure level for garland-driver.service: 1.0 OK 🙂\n',
    timedatectl: 'yes\n',
    'apt-get --simulate': 'Reading package lists...\n',
    'apt-get indextargets': 'MetaKey: main/binary-armhf/Packages\n',
    ss: 'LISTEN 0 64 *:8443 *:* users:(("systemd",pid=1,fd=40))\nLISTEN 0 9 127.0.0.1:631 0.0.0.0:* users:(("cupsd",pid=88,fd=7))\n',
  },
  isRoot: true,
  hostName: 'tree',
  links: {},
  nowMs: NOW_MS,
  config: STRIP,
  free: 0.5,
  driver: async () =>
    ({ animation: 'fire', pixels: 100, framesPerSecond: 60 }) as Awaited<
      ReturnType<SystemProbe['driverState']>
    >,
  uses: { isKnown: true, lastUsed: new Map(), since: new Date(NOW_MS - 91 * DAY_MS) },
  gateway: async () => ({ status: 200, fingerprint: fingerprintOf(TREE.certificate) }),
};

export function missing(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}

export function probeOf(system: FakeSystem): SystemProbe {
  return {
    isRoot: system.isRoot,
    hostName: system.hostName,
    readLink(path) {
      const target = system.links[path];
      if (target === undefined) throw missing('ENOENT');
      return target;
    },
    nowMs: system.nowMs,
    freeDiskShare: () => system.free,
    driverState: system.driver,
    probeGateway: system.gateway,
    findLastUses: async () => system.uses,
    driverConfig() {
      const file = join(folder, 'driver.toml');
      writeFileSync(file, system.config);
      return readDriverConfig(file, {
        RUNTIME_DIRECTORY: '/run/garland',
        STATE_DIRECTORY: '/var/lib/garland',
      });
    },
    async runProgram(program, ...args): Promise<ProgramResult | undefined> {
      const line = [program, ...args].join(' ');
      const [, answer] = Object.entries(system.programs).find(([start]) => line.startsWith(start)) ?? [];
      if (answer === undefined) return undefined;
      return typeof answer === 'string' ? { exitCode: 0, stdout: answer, stderr: '' } : answer;
    },
    readFile(path) {
      const file = system.files[path] ?? missing('ENOENT');
      if (typeof file !== 'string') throw file;
      return file;
    },
    stat(path) {
      const stats = system.stats[path];
      if (stats === 'missing') throw missing('ENOENT');
      const mode = path === INSTALLED_PATHS.localSocket ? 0o660 : 0o600;
      return { mode, uid: 0, mtimeMs: NOW_MS - DAY_MS, ...stats };
    },
  };
}

export const withConfig = (from: string, to: string): Partial<FakeSystem> => ({
  config: STRIP.replace(from, to),
});
export const withPrograms = (programs: FakeSystem['programs']): Partial<FakeSystem> => ({
  programs: { ...HEALTHY_SYSTEM.programs, ...programs },
});
export const withFiles = (files: FakeSystem['files']): Partial<FakeSystem> => ({
  files: { ...HEALTHY_SYSTEM.files, ...files },
});

export const examined = (system: FakeSystem): Promise<CheckResult[]> => runChecks(probeOf(system));
