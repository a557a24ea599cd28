import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder } from '@garland/test-kit/support';
import { openssl } from '@garland/test-kit/test-ca';
import { openClientCa } from '../src/certificates/client-ca.ts';
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

  it('encrypts the file with AES-256, PBKDF2 and SHA-256, and with --legacy as old devices need it', async () => {
    const algorithmsOf = async (name: string, ...more: readonly string[]): Promise<string> => {
      const { file, password } = JSON.parse((await make(name, '--json', ...more)).stdout);
      const args = ['pkcs12', '-info', '-in', file, '-passin', `pass:${password}`, '-noout'];
      // openssl describes the file on standard error.
      return spawnSync('openssl', args, { encoding: 'utf8' }).stderr;
    };
    const modern = await algorithmsOf('modern');
    assert.match(modern, /^MAC: sha256, /m);
    assert.equal(modern.match(/PBES2, PBKDF2, AES-256-CBC, .*PRF hmacWithSHA256/g)?.length, 2, modern);
    assert.doesNotMatch(modern, /SHA1|3DES/i);
    const legacy = await algorithmsOf('older', '--legacy');
    assert.match(legacy, /^MAC: sha1, /m);
    assert.equal(legacy.match(/pbeWithSHA1And3-KeyTripleDES-CBC/g)?.length, 2, legacy);
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

describe('the CA for client certificates', () => {
  it('can be created on a machine with any name', () => {
    for (const name of [
      'a',
      'x'.repeat(53),
      'x'.repeat(54),
      'x'.repeat(64),
      `${'y'.repeat(63)}.example.org`,
      'a/b=c+ä',
      '',
    ]) {
      const folder = join(temporaryFolder(), 'clients');
      const { certificateFile } = openClientCa(folder, temporaryFolder(), process.env, name);
      assert.match(openssl('x509', '-in', certificateFile, '-noout', '-subject'), /CN ?= ?Clients of/, name);
    }
  });

  it('leaves nothing behind if openssl is missing or fails, and says so', async () => {
    const broken = temporaryFolder();
    writeFileSync(join(broken, 'openssl'), '#!/bin/sh\necho "genpkey: no random numbers" >&2\nexit 1\n', {
      mode: 0o755,
    });
    for (const [path, message] of [
      [temporaryFolder(), /openssl is not installed; nothing was changed\.\n {2}sudo apt install openssl/],
      [broken, /openssl could not create the certificate; nothing was changed\.\n {2}genpkey: no random/],
    ] as const) {
      const [folder, workingDirectory] = [join(temporaryFolder(), 'clients'), temporaryFolder()];
      const { code, stderr } = await runGarland(['certificate', 'client', 'anna', '--clients', folder], {
        workingDirectory,
        env: { PATH: path },
      });
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.deepEqual([existsSync(folder), readdirSync(workingDirectory)], [false, []]);
    }
  });

  it('is never replaced, whatever is missing or wrong', async () => {
    const other = join(temporaryFolder(), 'clients');
    openClientCa(other, temporaryFolder(), process.env);
    for (const [file, change, message] of [
      ['ca.pem', (path: string) => rmSync(path), /ca\.pem is missing/],
      ['ca-key.pem', (path: string) => rmSync(path), /ca-key\.pem is missing/],
      ['ca.pem', (path: string) => writeFileSync(path, 'x'), /ca\.pem is not a certificate/],
      ['ca-key.pem', (path: string) => copyFileSync(join(other, 'ca-key.pem'), path), /is not the key of /],
    ] as const) {
      const folder = join(temporaryFolder(), 'clients');
      const workingDirectory = temporaryFolder();
      openClientCa(folder, temporaryFolder(), process.env);
      change(join(folder, file));
      const before = readdirSync(folder);
      const args = ['certificate', 'client', 'anna', '--clients', folder];
      const { code, stderr } = await runGarland(args, { workingDirectory });
      assert.equal(code, 1);
      assert.match(stderr, message);
      assert.deepEqual([readdirSync(folder), readdirSync(workingDirectory)], [before, []]);
    }
  });
});
