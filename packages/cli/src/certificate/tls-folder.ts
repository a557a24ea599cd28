import { X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from '../tokens/replace-file.ts';
import { CHAIN_FILE, KEY_FILE, type Pair, readPem } from './pair.ts';

export const DEFAULT_TLS_FOLDER = '/etc/garland/tls';

const CURRENT = 'current';
const SOURCE = 'source';
const FILES: readonly string[] = [CHAIN_FILE, KEY_FILE];

/**
 * The folder from which systemd copies certificate and key for the gateway:
 *
 *     fullchain.pem -> current/fullchain.pem
 *     privkey.pem   -> current/privkey.pem
 *     current       -> 2026-11-22T19:10:03.123Z, a folder with a pair, and with a link `source` to where that came from
 *
 * One rename of `current` replaces both files at once, also if the power fails.
 */
export class TlsFolder {
  readonly path: string;
  readonly #rename: typeof renameSync;

  constructor(path: string, rename: typeof renameSync = renameSync) {
    this.path = path;
    this.#rename = rename;
  }

  /** @throws if there is none, or what is there is none */
  get certificate(): X509Certificate {
    return new X509Certificate(readPem(this.#at(CHAIN_FILE)));
  }

  /** The name of the pair in use. */
  get current(): string | undefined {
    return linkAt(this.#at(CURRENT));
  }

  /** The folder that the pair in use was taken from; none, if it was made here or put here by hand. */
  get source(): string | undefined {
    return this.#isLinked() ? linkAt(this.#at(CURRENT, SOURCE)) : undefined;
  }

  /** Puts a pair beside the one in use, and returns its name. */
  add({ chainPem, keyPem }: Pick<Pair, 'chainPem' | 'keyPem'>, source?: string): string {
    const name = new Date().toISOString();
    mkdirSync(this.#at(name), { recursive: true });
    chmodSync(this.#at(name), 0o755);
    writeNew(this.#at(name, CHAIN_FILE), chainPem, 0o644);
    writeNew(this.#at(name, KEY_FILE), keyPem, 0o600);
    if (source !== undefined) symlinkSync(source, this.#at(name, SOURCE));
    syncFolder(this.#at(name));
    return name;
  }

  /** Takes a pair into use, and returns the one before. Files put here by hand become a pair first, to go back to. */
  use(name: string): string | undefined {
    if (!this.#isLinked() && FILES.every((file) => existsSync(this.#at(file)))) this.#adoptFiles();
    const before = this.current;
    this.#link(name, CURRENT);
    this.#linkFiles();
    syncFolder(this.path);
    return before;
  }

  /** Removes all pairs but the one in use. */
  tidy(): void {
    for (const entry of readdirSync(this.path, { withFileTypes: true }))
      if (entry.isDirectory() && entry.name !== this.current)
        rmSync(this.#at(entry.name), { recursive: true });
  }

  #adoptFiles(): void {
    const [chainPem, keyPem] = [readFileSync(this.#at(CHAIN_FILE)), readFileSync(this.#at(KEY_FILE))];
    this.#link(this.add({ chainPem, keyPem }), CURRENT);
    this.#linkFiles();
  }

  #isLinked(): boolean {
    return FILES.every((file) => linkAt(this.#at(file)) === join(CURRENT, file));
  }

  #linkFiles(): void {
    for (const file of FILES) this.#link(join(CURRENT, file), file);
  }

  /** A link to `target`, whatever was there before. */
  #link(target: string, name: string): void {
    const temporary = this.#at(`${name}.${process.pid}.tmp`);
    rmSync(temporary, { force: true });
    symlinkSync(target, temporary);
    this.#rename(temporary, this.#at(name));
  }

  #at(...names: readonly string[]): string {
    return join(this.path, ...names);
  }
}

function linkAt(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The mode holds whatever the umask is, and from the first byte on. */
function writeNew(path: string, content: Buffer, mode: number): void {
  writeFileSync(path, content, { mode: mode & 0o600, flag: 'wx', flush: true });
  chmodSync(path, mode);
}
