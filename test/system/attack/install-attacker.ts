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
  // The same program with the same descriptors, and nothing in its way.
  [`${UNSANDBOXED.unit}.service`]: `[Service]
ExecStart=/etc/garland/node ${GATEWAY_BUNDLE}
OpenFile=/run/garland/remote.sock:driver
Restart=always
`,
  // Whoever has taken over a process from within needs no library for it, and the gateway may load none: this one is there
  // from the first moment on.
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
    if (!existsSync(container.path(path))) write(container, path, 'nobody else’s business\n');
  await runOrThrow(container, 'systemctl daemon-reload');
}

/** The gateway is itself again. */
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
