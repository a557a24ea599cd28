import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { ConfigError } from '@garland/toml';
import { type DriverConfig, readDriverConfig } from '../src/driver-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'garland-'));
after(() => rmSync(folder, { recursive: true }));

/** Reads a configuration file with this text. */
export function read(text: string, env: NodeJS.ProcessEnv = {}): DriverConfig {
  const file = join(folder, 'driver.toml');
  writeFileSync(file, text);
  return readDriverConfig(file, env);
}

/** `line code key` of each mistake. */
export function mistakes(text: string): string[] {
  try {
    read(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ line, code, key }) => `${line ?? '-'} ${code} ${key}`);
  }
  return [];
}
