import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ATTACKER_BUNDLE, NATIVE_ADDON } from '../artifacts.ts';
import type { Container } from '../machine/container.ts';
import { runOrThrow, type TestMachine } from '../machine/test-machine.ts';
import { SANDBOXED, UNSANDBOXED } from './attack-session.ts';
import { NATIVE_ADDON_PATH } from './attempt.ts';
import { SHARED_MEMORY_KEY } from './attempts/file-writes.ts';
import { SECRETS } from './attempts/secrets.ts';

const GATEWAY_BUNDLE = '/usr/lib/garland/gateway.cjs';

const UNITS: Readonly<Record<string, string>> = {
  [`${UNSANDBOXED.unit}.socket`]: `[Socket]
ListenStream=${UNSANDBOXED.port}
FileDescriptorName=https
`,
  // The same program with the same descriptors, without a sandbox.
  [`${UNSANDBOXED.unit}.service`]: `[Service]
ExecStart=/etc/garland/node ${GATEWAY_BUNDLE}
OpenFile=/run/garland/remote.sock:driver
Restart=always
`,
  // An attacker who runs code in a process needs no library. The gateway can't load one later, so this one is preloaded.
  [`${SANDBOXED.unit}.service.d/attacker.conf`]: `[Service]
Environment=LD_PRELOAD=${NATIVE_ADDON_PATH}
`,
  'bystander.service': `[Service]
ExecStartPre=/usr/bin/perl -e 'shmget(${SHARED_MEMORY_KEY}, 4096, 01666) // die'
ExecStart=/bin/sleep infinity
`,
};

/** Puts the attacker in the gateway's place, and another beside it that runs without a sandbox. Nothing starts yet. */
export async function installAttacker(container: Container): Promise<void> {
  renameSync(container.path(GATEWAY_BUNDLE), container.path(`${GATEWAY_BUNDLE}.own`));
  copyFileSync(ATTACKER_BUNDLE, container.path(GATEWAY_BUNDLE));
  copyFileSync(NATIVE_ADDON, container.path(NATIVE_ADDON_PATH));
  for (const [name, text] of Object.entries(UNITS)) write(container, `/etc/systemd/system/${name}`, text);
  for (const path of Object.values(SECRETS))
    if (!existsSync(container.path(path))) write(container, path, 'private\n');
  await runOrThrow(container, 'systemctl daemon-reload');
}

/** Puts the gateway back in its place. */
export async function removeAttacker(machine: TestMachine): Promise<void> {
  await runOrThrow(
    machine,
    `systemctl stop ${UNSANDBOXED.unit}.socket ${UNSANDBOXED.unit}.service
    mv ${GATEWAY_BUNDLE}.own ${GATEWAY_BUNDLE} && rm -r /etc/systemd/system/${SANDBOXED.unit}.service.d
    systemctl daemon-reload && systemctl restart ${SANDBOXED.unit}.service`,
  );
}

function write(container: Container, path: string, text: string): void {
  mkdirSync(container.path(dirname(path)), { recursive: true });
  writeFileSync(container.path(path), text);
}
