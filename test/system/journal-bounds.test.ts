import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { installAndWait } from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

/** Four groups of levels, 500 lines each in five minutes, which journald makes up to 3.25 times as many. */
const MAX_LINES = 4 * 1_625;
const MAX_LINE_BYTES = 1_024;
/** The time, the boot and the place in the journal, which are exported with each line. */
const MAX_FIELD_BYTES = 600;
/** Writes noise of 18 KB at each level in turn, more than is let through, from the gateway's place and in its unit's limits. */
const FLOOD = `perl -e 'open R, "</dev/urandom"; for (1 .. 200) { for my $level (0 .. 7) { read R, my $noise, 18432;
  $noise =~ tr/\\n\\0/ab/; print "<$level>\\e]0;title\\a$noise\\n" } }'`;
const DROP_IN = `[Service]
Type=oneshot
Restart=no
ExecStart=
ExecStart=/bin/sh /root/flood
ExecStartPost=
RootDirectory=
BindReadOnlyPaths=
InaccessiblePaths=
NoExecPaths=
ProtectHome=no
PrivateUsers=no
User=root
SystemCallFilter=
`;

describe('the gateway’s journal', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    await runOrThrow(container, 'systemctl stop garland-gateway.socket garland-gateway.service');
    writeFileSync(container.path('/root/flood'), FLOOD);
    const folder = '/etc/systemd/system/garland-gateway.service.d';
    mkdirSync(container.path(folder), { recursive: true });
    writeFileSync(container.path(`${folder}/flood.conf`), DROP_IN);
    await runOrThrow(container, 'systemctl daemon-reload');
  });
  after(() => container.close());

  /** How many lines a flood leaves, and their bytes with journald's own fields. */
  async function flood(): Promise<{ readonly lines: number; readonly bytes: number }> {
    await runOrThrow(container, 'journalctl --namespace=garland-gateway --rotate --vacuum-time=1s');
    await runOrThrow(
      container,
      'systemctl start garland-gateway.service; journalctl --namespace=garland-gateway --sync',
    );
    const entries = 'journalctl --namespace=garland-gateway --all --output-fields=MESSAGE _TRANSPORT=stdout';
    const count = async (command: string): Promise<number> => Number(await runOrThrow(container, command));
    return {
      lines: await count(`${entries} --output=json | wc -l`),
      bytes: await count(`${entries} --output=export | wc -c`),
    };
  }

  test('has a bound in lines and bytes, whatever the gateway writes', async (t) => {
    const { lines, bytes } = await flood();
    t.diagnostic(`${lines} lines, ${bytes} bytes`);
    assert.ok(lines <= MAX_LINES, `${lines} lines`);
    assert.ok(bytes <= lines * (MAX_LINE_BYTES + MAX_FIELD_BYTES), `${bytes} bytes`);
  });

  test('would have none with journald’s own settings', async () => {
    await runOrThrow(
      container,
      `printf 'LogRateLimitIntervalSec=0\n' >>/etc/systemd/system/garland-gateway.service.d/flood.conf
      mkdir -p /etc/systemd/journald@garland-gateway.conf.d
      printf '[Journal]\nLineMax=48K\nRateLimitIntervalSec=0\n' >/etc/systemd/journald@garland-gateway.conf.d/test.conf
      systemctl daemon-reload && systemctl restart systemd-journald@garland-gateway`,
    );
    const { lines, bytes } = await flood();
    assert.ok(bytes > lines * (MAX_LINE_BYTES + MAX_FIELD_BYTES), `${lines} lines, ${bytes} bytes`);
  });
});
