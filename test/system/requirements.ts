import { spawnSync } from 'node:child_process';

/** What the tests call on this machine, and the Debian package that brings it. */
const REQUIRED_TOOLS: Readonly<Record<string, string>> = {
  mmdebstrap: 'mmdebstrap',
  'systemd-nspawn': 'systemd-container',
  'qemu-system-x86_64': 'qemu-system-x86',
  mke2fs: 'e2fsprogs',
  ip: 'iproute2',
  gcc: 'gcc',
};

/** Why the tests' machines can't be made here, though by root; undefined if they can. */
export function missingRequirement(): string | undefined {
  const missing = Object.keys(REQUIRED_TOOLS).filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length > 0) {
    const packages = missing.map((tool) => REQUIRED_TOOLS[tool]).join(' ');
    return `There is no ${missing.join(', no ')} here. On Debian: apt-get install ${packages}`;
  }
  const { status, stderr } = spawnSync('unshare', ['--net', '--mount', '--pid', '--fork', 'true'], {
    encoding: 'utf8',
  });
  if (status !== 0)
    return `This root may make no namespaces, as in a container without privileges: ${stderr.trim()}`;
  return undefined;
}
