import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Installation } from '@garland/test-kit/installation';
import { ROOT } from '@garland/test-kit/programs';
import { temporaryFolder } from '@garland/test-kit/support';
import { TestCa } from '@garland/test-kit/test-ca';
import { runGarland } from '../run-garland.ts';

const SKIP_WITHOUT_CURL = spawnSync('curl', ['--version']).error ? 'needs curl' : false;

/** The two lines of the document, for this password. */
function curlConfig(password: string): string {
  const document = readFileSync(join(ROOT, 'docs/certificates.md'), 'utf8');
  const [, lines = ''] = /```\n(cert-type = .*?)```/s.exec(document) ?? [];
  return lines.replace('PASSWORD', password);
}

describe('curl, as the documents show it', { skip: SKIP_WITHOUT_CURL }, () => {
  const ca = new TestCa();
  const { chainFile, keyFile } = ca.issue();
  const installation = new Installation({
    gatewayToml: `[tls]\ncertificate = "${chainFile}"\nkey = "${keyFile}"\nclient_ca = "clients/ca.pem"\n`,
  });
  const workingDirectory = temporaryFolder();
  let url: string;
  const garland = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runGarland(args, { workingDirectory });
    assert.equal(code, 0, stderr);
    return stdout;
  };
  const curl = (...args: readonly string[]): string =>
    spawnSync(
      'curl',
      ['-s', '-w', '%{http_code}', '-o', 'answer', '--cacert', ca.certificateFile, ...args, url],
      {
        cwd: workingDirectory,
        encoding: 'utf8',
      },
    ).stdout;

  before(async () => {
    const clients = installation.path('clients');
    const made = await garland('certificate', 'client', 'anna', '--clients', clients, '--json');
    writeFileSync(join(workingDirectory, 'anna.curl'), curlConfig(JSON.parse(made).password));
    await garland('token', 'create', 'phone', '--out', 'phone.header', '--dir', installation.path('tokens'));
    await installation.startDriver();
    const { port } = await installation.startGateway();
    url = `https://localhost:${port}/v1/animations`;
  });
  after(() => installation.close());

  it('sends the token and the client certificate from files', () => {
    assert.equal(curl('--config', 'anna.curl', '-H', '@phone.header'), '200');
  });

  it('the controls: without either of the files it is refused', () => {
    assert.equal(curl('--config', 'anna.curl'), '401');
    assert.equal(curl('-H', '@phone.header'), '000');
  });
});
