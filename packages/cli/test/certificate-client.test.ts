import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { openssl } from '@garland/test-kit/test-ca';
import { type CommandResult, runGarland } from './run-garland.ts';

const clients = join(temporaryFolder(), 'clients');
const made = temporaryFolder();

function make(name: string, ...more: readonly string[]): Promise<CommandResult> {
  return runGarland(['certificate', 'client', name, '--clients', clients, ...more], {
    workingDirectory: made,
  });
}

describe('garland certificate client', () => {
  let first: CommandResult;
  before(async () => {
    first = await make('anna', '--json');
  });

  it('makes a CA, whose key is for its owner alone', () => {
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(readdirSync(clients).sort(), ['ca-key.pem', 'ca.pem']);
    assert.equal(statSync(join(clients, 'ca-key.pem')).mode & 0o777, 0o600);
    assert.equal(statSync(join(clients, 'ca.pem')).mode & 0o777, 0o644);
    assert.equal(JSON.parse(first.stdout).isNewCa, true);
  });

  it('makes a certificate of it for clients, with its key, behind the password that it shows', () => {
    const { file, password } = JSON.parse(first.stdout);
    assert.equal(file, join(made, 'anna.p12'));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const pem = join(made, 'anna.pem');
    openssl('pkcs12', '-in', file, '-passin', `pass:${password}`, '-nodes', '-out', pem);
    assert.match(readFileSync(pem, 'utf8'), /BEGIN PRIVATE KEY/);
    assert.match(openssl('x509', '-in', pem, '-noout', '-subject'), /CN ?= ?anna$/m);
    openssl('verify', '-CAfile', join(clients, 'ca.pem'), '-purpose', 'sslclient', pem);
    assert.throws(() => openssl('verify', '-CAfile', join(clients, 'ca.pem'), '-purpose', 'sslserver', pem));
    assert.throws(
      () => openssl('pkcs12', '-in', file, '-passin', 'pass:wrong', '-nodes'),
      /invalid password/,
    );
  });

  it('makes the next one of the same CA', async () => {
    const ca = readFileSync(join(clients, 'ca.pem'), 'utf8');
    const { code, stdout, stderr } = await make('bob', '--out', 'b.p12');
    assert.equal(code, 0);
    assert.match(stdout, /\/b\.p12\npassword: [a-z0-9]{5}(-[a-z0-9]{5}){3}\n$/);
    assert.ok(!stderr.includes('A new CA signs'));
    assert.equal(readFileSync(join(clients, 'ca.pem'), 'utf8'), ca);
  });

  it('overwrites no file, and refuses invalid names', async () => {
    writeFileSync(join(made, 'carol.p12'), 'hers');
    const { code, stderr } = await make('carol');
    assert.equal(code, 1);
    assert.match(stderr, /carol\.p12 already exists; nothing was changed/);
    assert.equal(readFileSync(join(made, 'carol.p12'), 'utf8'), 'hers');
    for (const name of ['../anna', 'a/CN=b', 'Anna', '', '-x']) {
      const refused = await runGarland(['certificate', 'client', '--clients', clients, '--', name], {
        workingDirectory: made,
      });
      assert.deepEqual([refused.code, /is not a valid client name/.test(refused.stderr)], [2, true], name);
    }
  });
});
