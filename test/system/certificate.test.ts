import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { PACKAGE_FILE } from './artifacts.ts';
import { AcmeServer } from './machine/acme-server.ts';
import { BackgroundLoad, EXPECTED_OUTCOMES } from './machine/background-load.ts';
import { Container } from './machine/container.ts';
import {
  createToken,
  GATEWAY_PORT,
  installAndWait,
  sendRequest,
  waitUntilReady,
} from './machine/install-garland.ts';
import { runOrThrow } from './machine/test-machine.ts';
import { skipUnlessRoot } from './skip-unless-root.ts';

const NAME = 'tree.example.org';
const HOOK = '/etc/letsencrypt/renewal-hooks/deploy/garland';

describe('a certificate by certbot and a real ACME server', { skip: skipUnlessRoot() }, () => {
  let container: Container;
  let acme: AcmeServer;
  let folder: string;
  let token: string;
  const run = (script: string): Promise<string> => runOrThrow(container, script);
  const shown = async (): Promise<{
    serial: string;
    served: boolean;
    names: string[];
    key: string;
    fingerprint: string;
  }> => JSON.parse(await run('garland certificate --json'));
  /** A new one for each start. */
  const gateway = (): Promise<string> => run('systemctl show -P InvocationID garland-gateway.service');

  before(async () => {
    container = await Container.boot();
    await installAndWait(container, PACKAGE_FILE);
    token = await createToken(container);
    acme = await AcmeServer.start(container);
    folder = await acme.issue(NAME);
  });
  after(() => container.close());

  test('before it is asked for, the machine serves its own, and shows its fingerprint', async () => {
    const { isSelfSigned, served, source, faults } = JSON.parse(await run('garland certificate --json'));
    assert.deepEqual([isSelfSigned, served, source, faults], [true, true, null, []]);
  });

  test('its own is renewed by the timer in its last month, in the sandbox of that unit, with a record', async () => {
    assert.equal(await run('systemctl is-active garland-certificate.timer'), 'active\n');
    const before = await shown();
    await run('systemctl start garland-certificate.service');
    assert.equal((await shown()).serial, before.serial);
    await run(`cd /etc/garland/tls/current
      openssl req -x509 -key privkey.pem -days 20 -subj /CN=x -addext subjectAltName=DNS:localhost -out ending.pem
      cat ending.pem >fullchain.pem && systemctl restart garland-gateway`);
    const ending = await shown();
    await run('systemctl start garland-certificate.service');
    const after: { served: boolean; isSelfSigned: boolean; replaced: string } = JSON.parse(
      await run('garland certificate --json'),
    );
    assert.deepEqual([after.served, after.isSelfSigned, after.replaced], [true, true, ending.fingerprint]);
    assert.match(await run('garland audit --since today'), /use certificate .*localhost/);
    assert.match(await run('garland doctor || true'), /self-signed certificate was renewed/);
  });

  test('is served once it is configured, and trusted by clients that trust the CA', async () => {
    assert.match(
      await run(`garland certificate use ${folder}`),
      /^The gateway serves the certificate of tree\./,
    );
    const { names, served, key } = await shown();
    assert.deepEqual([names, served, key], [[NAME], true, 'EC P-256']);
    writeFileSync(container.path('/root/root.pem'), await acme.root());
    const client = `openssl s_client -connect localhost:${GATEWAY_PORT} -CAfile /root/root.pem -verify_return_error </dev/null`;
    await run(`${client} -verify_hostname ${NAME}`);
    assert.notEqual((await container.run(`${client} -verify_hostname other.example.org`)).code, 0);
  });

  test('lies where only root can read its key', async () => {
    const modes = await run(
      'stat -L --format="%a %U:%G" /etc/garland/tls/privkey.pem /etc/garland/tls/fullchain.pem',
    );
    assert.equal(modes, '600 root:root\n644 root:root\n');
  });

  test('is renewed and served anew, and no client that connects meanwhile is refused', async (t) => {
    const [before, first] = [await shown(), await gateway()];
    const load = new BackgroundLoad(container, token, 4);
    await acme.renew(NAME);
    const renewed = await shown();
    await load.stop();
    assert.notEqual(renewed.serial, before.serial);
    assert.equal(renewed.served, true);
    assert.notEqual(await gateway(), first);
    t.diagnostic(JSON.stringify(Object.fromEntries(load.outcomes)));
    assert.deepEqual(
      [...load.outcomes.keys()].filter((ending) => !EXPECTED_OUTCOMES.includes(ending)),
      [],
    );
    assert.ok(load.outcomes.get(200));
  });

  test('is on record, with the folder and whether certbot renewed it', async () => {
    const [selfSigned, used, renewed] = (
      await run('journalctl --namespace=garland-driver -t garland-admin -o cat')
    )
      .split('\n')
      .filter((line) => line.includes('certificate_installed'))
      .map((line) => JSON.parse(line));
    assert.deepEqual([selfSigned.source, selfSigned.isRenewal], ['self-signed', true]);
    assert.deepEqual([used.names, used.source, used.isRenewal], [[NAME], folder, false]);
    assert.deepEqual([renewed.names, renewed.source, renewed.isRenewal], [[NAME], folder, true]);
    assert.match(await run('garland audit --who root'), new RegExp(`use certificate ${NAME}`));
  });

  test('is left alone when another one of the same machine is renewed', async () => {
    const first = await gateway();
    await acme.issue('mail.example.org');
    assert.match(await acme.renew('mail.example.org'), /Not in use: \S*mail\.example\.org; nothing to do/);
    assert.deepEqual([(await shown()).names, await gateway()], [[NAME], first]);
  });

  test('stays when what certbot hands over is bad, and the hook says what is wrong', async () => {
    const [{ serial }, first] = [await shown(), await gateway()];
    await run(`cp -r ${folder} /root/good && cd ${folder} && mv privkey.pem /root/link`);
    await run(`openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out ${folder}/privkey.pem`);
    const { code, stderr } = await container.run(`RENEWED_LINEAGE=${folder} ${HOOK}`);
    assert.equal(code, 1);
    assert.match(stderr, /The key does not match the certificate/);
    assert.deepEqual([(await shown()).serial, await gateway()], [serial, first]);
    await run(`mv /root/link ${folder}/privkey.pem && RENEWED_LINEAGE=${folder} ${HOOK}`);
  });

  test('is put back if the gateway does not come to serve the new one, whatever the reason', async () => {
    const { serial } = await shown();
    const other = await acme.issue('other.example.org');
    const deaf = '/etc/systemd/system/garland-gateway.service.d/deaf.conf';
    await run(`mkdir -p $(dirname ${deaf})
      printf '[Service]\\nExecStart=\\nExecStart=/etc/garland/node -e "setTimeout(()=>{},1e6)"\\n' >${deaf}
      systemctl daemon-reload`);
    const { code, stderr } = await container.run(`garland certificate use ${other} --within 2`);
    await run(`rm ${deaf} && systemctl daemon-reload && systemctl restart garland-gateway`);
    assert.equal(code, 1);
    assert.match(stderr, /serves neither the new certificate nor the previous one/);
    await waitUntilReady(container);
    const now = await shown();
    assert.deepEqual([now.serial, now.served], [serial, true]);
  });

  test('of a client is asked for where tls.client_ca is set, and who has none is cut off', async () => {
    const { password } = JSON.parse(await run('cd /root && garland certificate client anna --json'));
    await run(
      "sed -i 's/^## client_ca/client_ca/' /etc/garland/gateway.toml && systemctl restart garland-gateway",
    );
    await assert.rejects(
      sendRequest(container, 'GET', '/healthz'),
      /certificate required|ECONNRESET|socket hang up/,
    );
    await run(`openssl pkcs12 -in /root/anna.p12 -passin pass:${password} -nodes -out /root/anna.pem`);
    const answer = await run(
      `printf 'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' |
         openssl s_client -quiet -connect localhost:${GATEWAY_PORT} -cert /root/anna.pem 2>&1`,
    );
    assert.match(answer, /HTTP\/1\.1 200/);
    assert.equal((await shown()).served, true);
  });
});
