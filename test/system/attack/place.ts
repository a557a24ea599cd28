import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Container } from '../machine/container.ts';
import { must } from '../machine/machine.ts';
import { ATTACK_LIBRARY, ATTACKER } from '../prepare.ts';
import { LIBRARY } from './attempt.ts';
import { SECRETS } from './attempts/secrets.ts';
import { SHARED_MEMORY } from './attempts/writing.ts';
import { FREE } from './siege.ts';

const UNITS: Readonly<Record<string, string>> = {
  [`${FREE.unit}.socket`]: `[Socket]
ListenStream=${FREE.port}
FileDescriptorName=https
`,
  // The same program with the same descriptors, and nothing in its way.
  [`${FREE.unit}.service`]: `[Service]
ExecStart=/etc/garland/node /usr/lib/garland/gateway.cjs
OpenFile=/run/garland/remote.sock:driver
Restart=always
`,
  'bystander.service': `[Service]
ExecStartPre=/usr/bin/perl -e 'shmget(${SHARED_MEMORY}, 4096, 01666) // die'
ExecStart=/bin/sleep infinity
`,
};

/** Puts the attacker in the gateway's place, and another beside it that runs without a sandbox. Nothing starts yet. */
export async function placeAttacker(container: Container): Promise<void> {
  copyFileSync(ATTACKER, container.path('/usr/lib/garland/gateway.cjs'));
  copyFileSync(ATTACK_LIBRARY, container.path(LIBRARY));
  for (const [name, text] of Object.entries(UNITS))
    writeFileSync(container.path(`/etc/systemd/system/${name}`), text);
  for (const path of Object.values(SECRETS)) {
    mkdirSync(container.path(dirname(path)), { recursive: true });
    if (!existsSync(container.path(path))) writeFileSync(container.path(path), 'nobody else’s business\n');
  }
  await must(container, 'systemctl daemon-reload');
}
