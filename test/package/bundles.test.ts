import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { BUILT_IN_IDS } from '@garland/animations';
import { Installation } from '@garland/test-kit/installation';
import { missingBuildTool, packageFile, scratchFolder, unitNodeArgs, unpackPackage } from './deb.ts';

describe('the bundles, with what their units give to Node', { skip: missingBuildTool() ?? false }, () => {
  const folder = scratchFolder();
  const tree = join(folder, 'tree');
  const installed = (path: string): string => join(tree, path);
  let installation: Installation;

  before(() => {
    unpackPackage(packageFile(), tree);
    const programs = {
      driver: installed('usr/lib/garland/driver.cjs'),
      gateway: installed('usr/lib/garland/gateway.cjs'),
      cli: installed('usr/lib/garland/cli.cjs'),
    };
    installation = new Installation({ programs });
  });
  after(() => installation.close());

  test('a request over the web changes the tree, without JIT, without eval, in a small heap', async () => {
    assert.ok(unitNodeArgs(tree, 'gateway').includes('--jitless'));
    await installation.startDriver(unitNodeArgs(tree, 'driver'));
    const { url } = await installation.startGateway(unitNodeArgs(tree, 'gateway'));
    const answer = await fetch(`${url}/v1/animations/candy_cane`, {
      method: 'POST',
      headers: installation.authorization,
    });
    assert.equal(answer.status, 200);
    assert.match(
      installation.runCli('status', '--socket', installation.localSocket),
      /^Candy cane \(candy_cane\)/,
    );
    const refused = await fetch(`${url}/v1/animations/candy_cane`, { method: 'POST' });
    assert.equal(refused.status, 401);
  });

  test('the gateway’s router is the one that Express exports', () => {
    const load = createRequire(import.meta.url);
    assert.equal(load('express').Router, load('router'));
  });

  test('the gateway has the router of Express in it, and nothing that only its application needs', () => {
    const code = readFileSync(installed('usr/lib/garland/gateway.cjs'), 'utf8');
    // esbuild writes the path of each file before its code.
    const names = [...code.matchAll(/^\s*\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(
      ([, name]) => name,
    );
    for (const name of ['router', 'helmet', 'express-rate-limit', 'jsonwebtoken', 'winston'])
      assert.ok(names.includes(name), name);
    for (const name of [
      'express',
      'body-parser',
      'qs',
      'iconv-lite',
      'mime-db',
      'send',
      'serve-static',
      'accepts',
    ])
      assert.ok(!names.includes(name), name);
    // Nor could it be loaded: the request of the first test was served without it.
    assert.throws(() => createRequire(installed('usr/lib/garland/gateway.cjs')).resolve('express'));
  });

  test('the LED addon compiles from what the package brings, and is found by the driver', (t) => {
    symlinkSync(process.execPath, installed('etc/garland/node'));
    const { status, stderr } = spawnSync('sh', [installed('usr/sbin/garland-build-addon')], {
      env: { ...process.env, DPKG_ROOT: tree },
      encoding: 'utf8',
    });
    if (/this machine lacks/.test(stderr) && !process.env.CI) return t.skip(stderr.split('\n')[0]);
    assert.equal(status, 0, stderr);
    const found = execFileSync(process.execPath, ['-p', "require.resolve('rpi-ws281x-native')"], {
      cwd: installed('usr/lib/garland'),
      encoding: 'utf8',
    });
    const addon = dirname(found.trim());
    assert.equal(addon, installed('usr/lib/garland/node_modules/rpi-ws281x-native'));
    const functions = `Object.keys(require('${addon}/build/Release/rpi_ws281x.node')).join()`;
    assert.match(
      execFileSync(process.execPath, ['-p', functions], { encoding: 'utf8' }),
      /init.*render.*finalize/,
    );
  });

  test('the command line draws an animation with nothing but its bundle', () => {
    assert.match(installation.runCli('preview', 'fire', '--seconds', '1'), /Fire/);
  });

  test('the completion for bash knows the commands, their options and the animations', async () => {
    const completion = installed('usr/share/bash-completion/completions/garland');
    const complete = async (...words: readonly string[]): Promise<string[]> => {
      const script = `. "$0"; COMP_WORDS=(garland "$@"); COMP_CWORD=$#; _garland 2>/dev/null; printf '%s\\n' "\${COMPREPLY[@]}"`;
      const child = spawn('bash', ['-c', script, completion, ...words], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      await once(child, 'close');
      return text.split('\n').filter(Boolean);
    };
    assert.deepEqual(await complete('pl'), ['play']);
    assert.deepEqual(await complete('token', 'cr'), ['create']);
    assert.deepEqual(await complete('--json', 'token', 'create', 'phone', '--al'), ['--allow']);
    assert.deepEqual(await complete('expose', 'in'), ['internet']);
    assert.deepEqual(
      await complete('preview', 'fire'),
      BUILT_IN_IDS.filter((id) => id.startsWith('fire')),
    );
    assert.deepEqual(await complete('token', 'create', 'phone', '--expires', ''), []);
    for (const words of [['check'], ['certificate', 'use'], ['token', 'inspect']])
      assert.deepEqual(await complete(...words, completion), [completion]);
  });
});
