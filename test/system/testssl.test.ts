import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { AcmeServer } from './machine/acme-server.ts';
import { Container } from './machine/container.ts';
import { GATEWAY_PORT, GENEROUS_LIMITS, installAndWait } from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { EVERYTHING, findingsAboveLow, scanTls, type TlsFinding } from './machine/testssl.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const NAME = 'tree.example.org';
const WEAK_PORT = 9443;
/** On a fast machine it connects more often than an address may. */
const LIMITS = { ...GENEROUS_LIMITS, new_connections_per_second: 1000 };

/** What is about testssl itself, and why. */
const IGNORED_FINDINGS: Readonly<Record<string, string>> = {
  'WARN engine_problem': 'its OpenSSL has no engine for GOST ciphers; it offers them to the tree without',
  'WARN sessionresumption_ticket':
    'it may hang up before the ticket comes, which TLS 1.3 sends after the handshake',
};

/** Where no severity says so. */
const EXPECTED_FINDINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'TLS 1.2 and 1.3, and nothing older': {
    SSLv2: 'not offered',
    SSLv3: 'not offered',
    TLS1: 'not offered',
    TLS1_1: 'not offered',
    TLS1_2: 'offered',
    TLS1_3: 'offered with final',
  },
  'forward secrecy and AEADs, and nothing weaker': {
    FS: 'offered',
    cipherlist_STRONG_FS: 'offered',
    cipherlist_STRONG_NOFS: 'not offered',
    cipherlist_OBSOLETED: 'not offered',
  },
  'a certificate on P-256 that it trusts': {
    cert_keySize: 'EC 256 bits (curve P-256)',
    cert_chain_of_trust: 'passed.',
    cert_trust: 'Ok via SAN (same w/o SNI)',
  },
  'no renegotiation that a client could ask for': { secure_client_renego: 'not vulnerable' },
  'what it gives an A+ for': { overall_grade: 'A+' },
};

describe('testssl', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let tree: TlsFinding[];
  let weak: TlsFinding[];
  const run = (script: string): Promise<string> => runOrThrow(container, script);

  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE, LIMITS);
    const acme = await AcmeServer.start(container);
    await run(`garland certificate use ${await acme.issue(NAME)}`);
    writeFileSync(container.path('/root/root.pem'), await acme.root());
    await startWeakServer();
    [tree, weak] = await Promise.all([
      scanTls(container, { name: NAME, port: GATEWAY_PORT, path: '/healthz' }, EVERYTHING, '/root/root.pem'),
      scanTls(container, { name: 'weak.example.org', port: WEAK_PORT, path: '/' }, [
        ...['--protocols', '--std', '--renegotiation'],
      ]),
    ]);
  });
  after(() => container.close());

  async function startWeakServer(): Promise<void> {
    await run(
      `openssl req -x509 -newkey rsa:1024 -noenc -days 2 -subj /CN=weak -keyout /root/weak.key -out /root/weak.crt
       systemd-run --unit=weak openssl s_server -accept 127.0.0.1:${WEAK_PORT} -www -cert /root/weak.crt \\
         -key /root/weak.key -cipher ALL:COMPLEMENTOFALL:@SECLEVEL=0 -no_tls1_3 -client_renegotiation`,
    );
  }

  const said = (findings: readonly TlsFinding[], id: string): string | undefined =>
    findings.find((candidate) => candidate.id === id)?.finding;

  test('finds nothing above low', (t) => {
    t.diagnostic(`${tree.length} findings in ${said(tree, 'scanTime')} s`);
    assert.deepEqual(
      findingsAboveLow(tree).filter(({ id, severity }) => !(`${severity} ${id}` in IGNORED_FINDINGS)),
      [],
    );
  });

  test('looked at everything', () => {
    assert.ok(said(tree, 'scanTime'));
    assert.ok(tree.length > 100, `${tree.length} findings`);
  });

  for (const [what, findings] of Object.entries(EXPECTED_FINDINGS))
    test(`finds ${what}`, () => {
      const found = Object.keys(findings).map((id) => [id, said(tree, id)]);
      assert.deepEqual(Object.fromEntries(found), findings);
    });

  test('would find much in a server that allows what OpenSSL still can', () => {
    const ids = new Set(findingsAboveLow(weak).map(({ id }) => id));
    for (const id of ['cipherlist_NULL', 'cipherlist_aNULL', 'secure_client_renego'])
      assert.ok(ids.has(id), id);
    assert.match(said(weak, 'TLS1') ?? '', /^offered/);
  });
});
