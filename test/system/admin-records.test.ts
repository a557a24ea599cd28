import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { ROOT } from '@garland/test-kit/programs';
import { PACKAGE_FILE } from './artifacts.ts';
import { Container } from './machine/container.ts';
import { createToken, installAndWait, playAnimation, waitUntilReady } from './machine/install-garland.ts';
import { runOrThrow, waitUntil } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

/** A line of `garland audit --json`, as far as it matters here. */
interface AuditLine {
  readonly who: string;
  readonly what: string;
  readonly tokenId?: string;
  readonly sudoUser?: string;
}

const USERS = ['stranger', 'member', 'garland-gateway'];

const JOURNAL_SOCKETS: readonly string[] = ['stdout', 'socket', 'dev-log'].map(
  (name) => `/run/systemd/journal.garland-driver/${name}`,
);

function asUser(user: string): string {
  return `setpriv --reuid ${user} --regid ${user} --init-groups`;
}

/** Ways to write a record under the name of root's. Each gets the text as its argument. */
const FORGERIES: Readonly<Record<string, string>> = {
  'a stream to the system journal': 'printf "%s\\n" "$1" | systemd-cat -t garland-admin',
  'a stream to the journal of the driver': 'node /forge.cjs /run/systemd/journal.garland-driver/stdout "$1"',
  'a stream to the journal of the gateway':
    'node /forge.cjs /run/systemd/journal.garland-gateway/stdout "$1"',
  'the native protocol, with the fields that journald adds':
    'printf "MESSAGE=%s\\nSYSLOG_IDENTIFIER=garland-admin\\n_UID=0\\n_TRANSPORT=stdout\\n" "$1" | logger --journald',
  syslog: 'logger -t garland-admin "$1"',
};
const FORGE = `const socket = require('node:net').connect(process.argv[2], () =>
  socket.end('garland-admin\\n\\n5\\n0\\n0\\n0\\n0\\n' + process.argv[3] + '\\n'));
socket.resume();`;

/** The commands of each code block below a heading of docs/tokens.md, as root types them. */
function documentedCommands(heading: string): string[][] {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/tokens.md'), 'utf8').split(`## ${heading}\n`);
  const [text = ''] = section.split(/^## /m);
  return [...text.matchAll(/^```\n(.*?)^```/gms)].map(([, block = '']) =>
    block
      .trim()
      .replaceAll(/^sudo /gm, '')
      .split('\n'),
  );
}

describe('what root changes, on an installed Garland', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  const run = (script: string): Promise<string> => runOrThrow(container, script);
  const linesOf = (text: string): AuditLine[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as AuditLine);
  const auditOfRoot = async (): Promise<AuditLine[]> =>
    linesOf(await run('garland audit --json --who root --lines 1000'));
  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    await run('useradd -m stranger && useradd -m -G garland member');
    writeFileSync(container.path('/forge.cjs'), FORGE);
  });
  after(() => container.close());

  test('is in the audit trail, with who ran sudo, and without a secret', async () => {
    const token = (await run('SUDO_USER=anna garland token create audited --expires 1d')).trim();
    await run('garland token rotate audited --out /root/audited.header');
    await run('garland token revoke audited && garland token rotate-key && garland expose both');
    await run('garland certificate client anna --out /root/anna.p12 && garland expose lan');
    const entries = await waitUntil('all is on record', async () => {
      const found = await auditOfRoot();
      return found.some(({ what }) => what === 'expose lan') && found;
    });
    const [created] = entries.filter(({ what }) => what === 'create token audited');
    assert.deepEqual([created?.who, created?.sudoUser], ['root', 'anna']);
    assert.deepEqual(entries.map(({ what }) => what.replace(/^(rotate key) .*/, '$1')).slice(-8), [
      'create token audited',
      'rotate token audited',
      'revoke token audited',
      'revoke token audited',
      'rotate key',
      'expose both',
      'create client certificate anna',
      'expose lan',
    ]);
    const journal = await run("journalctl --namespace='*' -t garland-admin -o json");
    assert.ok(journal.includes(created?.tokenId ?? '-') && !journal.includes(token.split('.')[2] ?? ''));
  });

  test('is in the journal that is kept on disk, and as the document shows it', async () => {
    await run('journalctl --namespace=garland-driver -t garland-admin --grep token_created');
    const shown = await run("journalctl --namespace='*' _UID=0 _TRANSPORT=stdout -t garland-admin -o cat");
    assert.ok(shown.includes('"event":"exposure_changed","exposure":"both"'));
  });

  test('was on record at the installation too, before the driver had a journal', async () => {
    assert.ok((await auditOfRoot()).some(({ what }) => what.startsWith('create keys')));
  });

  test('is on record without a driver, and without its journal', async () => {
    await run('systemctl stop garland-driver garland-gateway');
    await run('systemctl stop systemd-journald@garland-driver.socket && garland token create unattended');
    await run('systemctl start garland-driver garland-gateway');
    await waitUntil('it is shown', async () =>
      (await auditOfRoot()).some(({ what }) => what === 'create token unattended'),
    );
  });

  test('names the tokens that a restored backup brings back; restored as the document says, none works', async () => {
    const [backUp = [], restore = []] = documentedCommands('Back up and restore');
    assert.deepEqual([backUp.length, restore.length], [1, 4]);
    const token = await createToken(container, 'revived');
    const play = async (): Promise<number> => (await playAnimation(container, 'snow', token)).status;
    await run(backUp.join('\n'));
    assert.equal(await run('stat -c "%a %U" /root/garland-backup.tar.gz'), '600 root\n');
    await run('garland token revoke revived');
    assert.equal(await play(), 401);
    assert.match(
      await run('garland audit --who root --since today'),
      /revoke token revived +done \(\S{36}\)/,
    );
    // The control: without the revocation, it works again.
    await run(restore.filter((command) => !command.includes('revoke')).join('\n'));
    await waitUntilReady(container);
    assert.equal(await play(), 200);
    await run(restore.join('\n'));
    await waitUntilReady(container);
    assert.equal(await play(), 401);
    assert.equal((await playAnimation(container, 'snow', await createToken(container, 'new'))).status, 200);
  });

  test('no user but root can write to the driver’s journal', async () => {
    const open = async (user: string, path: string): Promise<boolean> => {
      const kind = path.endsWith('/stdout') ? 'SOCK_STREAM' : 'SOCK_DGRAM';
      const connect = `socket(S, AF_UNIX, ${kind}, 0); exit(connect(S, pack_sockaddr_un("${path}")) ? 0 : 1)`;
      return (await container.run(`${asUser(user)} perl -MSocket -e '${connect}'`)).code === 0;
    };
    const openPaths = async (): Promise<string[]> => {
      const paths = USERS.flatMap((user) => JOURNAL_SOCKETS.map((path) => [user, path] as const));
      const found = await Promise.all(
        paths.map(async ([user, path]) => ((await open(user, path)) ? [`${user} ${path}`] : [])),
      );
      return found.flat();
    };
    assert.deepEqual(await openPaths(), []);
    // The control, and what the next tests need: they attack what believes the records.
    await run(`chmod 666 ${JOURNAL_SOCKETS.join(' ')}`);
    assert.equal((await openPaths()).length, USERS.length * JOURNAL_SOCKETS.length);
  });

  for (const [index, [way, forge]] of Object.entries(FORGERIES).entries())
    test(`cannot be forged by ${way}`, async () => {
      const tokenId = `forged-${index}`;
      for (const user of [...USERS, 'root']) {
        const text = JSON.stringify({ event: 'token_revoked', subject: user, tokenId, sudoUser: 'anna' });
        await run(`${user === 'root' ? '' : asUser(user)} sh -c '${forge}' sh '${text}'`);
      }
      await waitUntil('all have arrived', async () => {
        const journal = await run("journalctl --namespace='*' -t garland-admin -o cat");
        return [...USERS, 'root'].every((user) => journal.includes(`"${user}","tokenId":"${tokenId}"`));
      });
      const believed = (await auditOfRoot()).filter((line) => line.tokenId === tokenId);
      // The control: in a stream, the same text is believed of root.
      assert.deepEqual(
        believed.map(({ what }) => what),
        forge.includes('logger') ? [] : ['revoke token root'],
      );
    });
});
