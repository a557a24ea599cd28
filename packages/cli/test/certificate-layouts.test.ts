import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestCa, type TestCertificate } from '@garland/test-kit/test-ca';
import { FakeGateway } from './fake-gateway.ts';

const root = new TestCa('Root');
const inner = root.intermediate('Inner CA');
const TREE = 'tree.example.org';
const tree = inner.issue({ name: TREE, names: `DNS:${TREE}` });
const mail = inner.issue({ name: 'mail', names: 'DNS:mail.example.org' });
const old = new TestCa().issue({ names: 'DNS:old.example.org' }).folder;

type Layout = Readonly<Record<string, string | Uint8Array>>;
const full = ({ certificate }: TestCertificate): Buffer =>
  Buffer.concat([certificate, inner.certificate, root.certificate]);

/** The files that each program creates for a certificate. */
const LAYOUTS = {
  certbot: {
    'live/README': 'This directory contains your keys and certificates.',
    [`archive/${TREE}/cert1.pem`]: tree.certificate,
    [`archive/${TREE}/chain1.pem`]: Buffer.concat([inner.certificate, root.certificate]),
    [`archive/${TREE}/fullchain1.pem`]: full(tree),
    [`archive/${TREE}/privkey1.pem`]: tree.key,
    'live/mail.example.org/fullchain.pem': full(mail),
    'live/mail.example.org/privkey.pem': mail.key,
  },
  'acme.sh': {
    'account.conf': 'LOG_FILE=x',
    [`${TREE}_ecc/${TREE}.cer`]: tree.certificate,
    [`${TREE}_ecc/${TREE}.conf`]: `Le_Domain='${TREE}'`,
    [`${TREE}_ecc/${TREE}.csr`]:
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n',
    [`${TREE}_ecc/${TREE}.csr.conf`]: '[req]',
    [`${TREE}_ecc/${TREE}.key`]: tree.key,
    [`${TREE}_ecc/ca.cer`]: Buffer.concat([inner.certificate, root.certificate]),
    [`${TREE}_ecc/fullchain.cer`]: full(tree),
  },
  lego: {
    [`certificates/${TREE}.crt`]: full(tree),
    [`certificates/${TREE}.issuer.crt`]: Buffer.concat([inner.certificate, root.certificate]),
    [`certificates/${TREE}.json`]: '{}',
    [`certificates/${TREE}.key`]: tree.key,
    'certificates/mail.example.org.crt': full(mail),
    'certificates/mail.example.org.key': mail.key,
  },
  Caddy: {
    [`acme-v02.api.letsencrypt.org-directory/${TREE}/${TREE}.crt`]: full(tree),
    [`acme-v02.api.letsencrypt.org-directory/${TREE}/${TREE}.json`]: '{}',
    [`acme-v02.api.letsencrypt.org-directory/${TREE}/${TREE}.key`]: tree.key,
  },
} satisfies Record<string, Layout>;

function create(layout: Layout): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(layout)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

function createCertbot(): string {
  const folder = create(LAYOUTS.certbot);
  mkdirSync(join(folder, 'live', TREE));
  for (const name of ['cert', 'chain', 'fullchain', 'privkey'])
    symlinkSync(`../../archive/${TREE}/${name}1.pem`, join(folder, 'live', TREE, `${name}.pem`));
  return folder;
}

const folders = {
  certbot: createCertbot(),
  'acme.sh': create(LAYOUTS['acme.sh']),
  lego: create(LAYOUTS.lego),
  Caddy: create(LAYOUTS.Caddy),
};

describe('garland certificate use understands', { concurrency: 2 }, () => {
  const caddy = `acme-v02.api.letsencrypt.org-directory/${TREE}`;
  for (const [program, path, source = path] of [
    ['certbot', `live/${TREE}`],
    ['certbot', `live/${TREE}/fullchain.pem`, `live/${TREE}`],
    ['certbot', `live/${TREE}/privkey.pem`, `live/${TREE}`],
    ['certbot', `archive/${TREE}`],
    ['certbot', `archive/${TREE}/fullchain1.pem`],
    ['acme.sh', `${TREE}_ecc`],
    ['acme.sh', `${TREE}_ecc/fullchain.cer`],
    ['acme.sh', `${TREE}_ecc/${TREE}.key`],
    ['lego', `certificates/${TREE}.crt`],
    ['lego', `certificates/${TREE}.key`],
    ['Caddy', caddy],
    ['Caddy', `${caddy}/${TREE}.crt`],
  ] as const) {
    it(`${path} of ${program}`, async (t) => {
      const gateway = await FakeGateway.start(t, old);
      const { code, stderr } = await gateway.run('use', join(folders[program], path));
      assert.equal(code, 0, stderr);
      const shown = await gateway.show();
      assert.deepEqual([shown.names, shown.served, shown.faults], [[TREE], true, []]);
      assert.equal(shown.source, join(folders[program], source));
    });
  }

  it('a renewal of a file, by its folder of certbot or by the file', async (t) => {
    const gateway = await FakeGateway.start(t, old);
    const live = join(folders.certbot, 'live', TREE);
    await gateway.run('use', join(live, 'fullchain.pem'));
    assert.match((await gateway.run('use', '--renewal', `${live}/`)).stdout, /^The gateway serves/);
    assert.match(
      (await gateway.run('use', '--renewal', join(folders.lego, 'certificates'))).stdout,
      /^Not in use/,
    );
    const file = join(folders.lego, `certificates/${TREE}.crt`);
    await gateway.run('use', file);
    assert.match((await gateway.run('use', '--renewal', file)).stdout, /^The gateway serves/);
  });
});

describe('garland certificate use says what to name instead of', { concurrency: 2 }, () => {
  for (const [title, path, message] of [
    [
      'a folder with several certificates',
      join(folders.lego, 'certificates'),
      /has 2 certificates; nothing was changed\./,
    ],
    ["certbot's folder of all", join(folders.certbot, 'live'), /is not the folder of one certificate/],
    ["acme.sh's folder of all", folders['acme.sh'], /is not the folder of one certificate/],
  ] as const) {
    it(title, async (t) => {
      const gateway = await FakeGateway.start(t, old);
      const { code, stderr } = await gateway.run('use', path);
      assert.equal(code, 1);
      assert.match(stderr, message);
      const commands = [...stderr.matchAll(/sudo garland certificate use (\S+)/g)].map(
        ([, advised = '']) => advised,
      );
      const advised = commands.find((each) => each.includes(TREE)) ?? '';
      assert.equal((await gateway.run('use', advised)).code, 0, advised);
      assert.deepEqual((await gateway.show()).names, [TREE]);
    });
  }

  for (const [title, files, name, message] of [
    [
      'a certificate without its key',
      { 'a.pem': full(tree), 'other.key': mail.key },
      'a.pem',
      /The private key of \S+a\.pem is not in .*\n.*\n {2}other\.key has a private key\./,
    ],
    [
      'a key without its certificate',
      { 'a.key': tree.key, 'b.pem': full(mail) },
      'a.key',
      /a\.key is a private key, and no certificate in \S+ belongs to it/,
    ],
    [
      'a file that is neither',
      { 'a.txt': 'hello' },
      'a.txt',
      /a\.txt is not a PEM certificate: name the whole chain/,
    ],
    [
      'a folder with neither',
      { 'a.txt': 'hello', 'b.pem': full(mail) },
      '',
      /has no certificate with its private key.*\n.*\n {2}b\.pem has 3 certificates\./,
    ],
  ] as const) {
    it(title, async (t) => {
      const gateway = await FakeGateway.start(t, old);
      const { code, stderr } = await gateway.run('use', join(create(files), name));
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.equal(gateway.restarts, 0);
    });
  }
});
