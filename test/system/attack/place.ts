import { copyFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Container } from '../machine/container.ts';
import { type Machine, must } from '../machine/machine.ts';
import { ATTACK_LIBRARY, ATTACKER } from '../prepare.ts';
import { LIBRARY } from './attempt.ts';
import { SECRETS } from './attempts/secrets.ts';
import { SHARED_MEMORY } from './attempts/writing.ts';
import { FREE, SANDBOXED } from './siege.ts';

const GATEWAY = '/usr/lib/garland/gateway.cjs';

const UNITS: Readonly<Record<string, string>> = {
  [`${FREE.unit}.socket`]: `[Socket]
ListenStream=${FREE.port}
FileDescriptorName=https
`,
  // The same program with the same descriptors, and nothing in its way.
  [`${FREE.unit}.service`]: `[Service]
ExecStart=/etc/garland/node ${GATEWAY}
OpenFile=/run/garland/remote.sock:driver
Restart=always
`,
  // Whoever has taken over a process from within needs no library for it, and the gateway may load none: this one is there
  // from the first moment on.
  [`${SANDBOXED.unit}.service.d/attacker.conf`]: `[Service]
Environment=LD_PRELOAD=${LIBRARY}
`,
  'bystander.service': `[Service]
ExecStartPre=/usr/bin/perl -e 'shmget(${SHARED_MEMORY}, 4096, 01666) // die'
ExecStart=/bin/sleep infinity
`,
};

/** Puts the attacker in the gateway's place, and another beside it that runs without a sandbox. Nothing starts yet. */
export async function placeAttacker(container: Container): Promise<void> {
  renameSync(container.path(GATEWAY), container.path(`${GATEWAY}.own`));
  copyFileSync(ATTACKER, container.path(GATEWAY));
  copyFileSync(ATTACK_LIBRARY, container.path(LIBRARY));
  for (const [name, text] of Object.entries(UNITS)) write(container, `/etc/systemd/system/${name}`, text);
  for (const path of Object.values(SECRETS))
    if (!existsSync(container.path(path))) write(container, path, 'nobody else’s business\n');
  await must(container, 'systemctl daemon-reload');
}

/** The gateway is itself again. */
export async function removeAttacker(machine: Machine): Promise<void> {
  await must(
    machine,
    `systemctl stop ${FREE.unit}.socket ${FREE.unit}.service
    mv ${GATEWAY}.own ${GATEWAY} && rm -r /etc/systemd/system/${SANDBOXED.unit}.service.d
    systemctl daemon-reload && systemctl restart ${SANDBOXED.unit}.service`,
  );
}

function write(container: Container, path: string, text: string): void {
  mkdirSync(container.path(dirname(path)), { recursive: true });
  writeFileSync(container.path(path), text);
}
