import { type KeyObject, X509Certificate } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseCertificates, parsePrivateKeys } from '@garland/daemon/certificates';
import { createFile, syncFolder } from '@garland/daemon/write-file';
import { CliError } from '../errors/cli-error.ts';
import { tryOrUndefined } from '../system/try-or-undefined.ts';
import { CHAIN_FILE, KEY_FILE } from './certificate-files.ts';
import { type CertificatePair, readPemFile } from './certificate-pair.ts';

export const CURRENT_LINK = 'current';
const SOURCE_LINK = 'source';
/** Begins the name of a pair that this machine created for itself. Earlier versions had a single one, "self-signed". */
const SELF_SIGNED_PREFIX = 'self-signed';
/** In such a pair: the certificate that it renews. */
export const REPLACED_FILE = 'replaced.pem';
const PAIR_FILES: readonly string[] = [CHAIN_FILE, KEY_FILE];

type PairPem = Pick<CertificatePair, 'chainPem' | 'keyPem'>;

/**
 * The folder from which systemd copies certificate and key for the gateway:
 *
 *     fullchain.pem -> current/fullchain.pem
 *     privkey.pem   -> current/privkey.pem
 *     current       -> 2026-11-22T19:10:03.123Z, a folder with a pair, and a link `source` to the folder it was copied from
 *
 * One rename of `current` replaces both files at once, even if the power fails.
 */
export class TlsFolder {
  readonly path: string;
  readonly #rename: typeof renameSync;

  constructor(path: string, rename: typeof renameSync = renameSync) {
    this.path = path;
    this.#rename = rename;
  }

  /** @throws {CliError} if it is missing or malformed */
  get chain(): readonly [X509Certificate, ...X509Certificate[]] {
    const path = this.#pathTo(CHAIN_FILE);
    const { values, fault } = parseCertificates(readPemFile(path));
    if (!values) throw new CliError('failed', `${path} ${fault}.`);
    return values;
  }

  get certificate(): X509Certificate {
    return this.chain[0];
  }

  /** Undefined if it is missing or malformed, or if only root can read it. */
  get privateKey(): KeyObject | undefined {
    return tryOrUndefined(() => parsePrivateKeys(readFileSync(this.#pathTo(KEY_FILE))).values?.[0]);
  }

  /** The name of the pair in use. */
  get currentPair(): string | undefined {
    return readLink(this.#pathTo(CURRENT_LINK));
  }

  /** The folder from which the pair in use was copied; undefined if it was created or installed by hand. */
  get source(): string | undefined {
    return this.#isLinked() ? readLink(this.#pathTo(CURRENT_LINK, SOURCE_LINK)) : undefined;
  }

  /** Whether this machine created the pair in use for itself. */
  get isSelfSigned(): boolean {
    return this.#isLinked() && isSelfSignedPair(this.currentPair);
  }

  /** The previous certificate that this machine created for itself, if the current one is its renewal. */
  get replaced(): X509Certificate | undefined {
    return tryOrUndefined(() => new X509Certificate(readFileSync(this.#pathTo(CURRENT_LINK, REPLACED_FILE))));
  }

  /** Whether a person put files here, rather than this command. */
  get hasUnmanagedFiles(): boolean {
    return PAIR_FILES.some((file) => lstatSync(this.#pathTo(file), { throwIfNoEntry: false })?.isFile());
  }

  /** Adds a pair that this machine created for itself, without using it. @returns its name */
  addSelfSigned(pair: PairPem): string {
    const replaced = this.isSelfSigned ? tryOrUndefined(() => this.certificate) : undefined;
    const name = this.#add(pair, `${SELF_SIGNED_PREFIX}-${new Date().toISOString()}`);
    if (replaced) createFile(this.#pathTo(name, REPLACED_FILE), `${replaced}`, 0o644);
    syncFolder(this.#pathTo(name));
    return name;
  }

  /** Adds a pair without using it. @returns its name */
  add(pair: PairPem, source?: string): string {
    const name = this.#add(pair, new Date().toISOString());
    if (source !== undefined) symlinkSync(source, this.#pathTo(name, SOURCE_LINK));
    syncFolder(this.#pathTo(name));
    return name;
  }

  #add({ chainPem, keyPem }: PairPem, name: string): string {
    mkdirSync(this.#pathTo(name), { recursive: true });
    chmodSync(this.#pathTo(name), 0o755);
    createFile(this.#pathTo(name, CHAIN_FILE), chainPem, 0o644);
    createFile(this.#pathTo(name, KEY_FILE), keyPem, 0o600);
    return name;
  }

  /** Uses a pair. Files installed by hand become a pair first, so that they can be restored. @returns the previous pair */
  activate(name: string): string | undefined {
    if (!this.#isLinked() && PAIR_FILES.every((file) => existsSync(this.#pathTo(file))))
      this.#importUnmanagedFiles();
    const before = this.currentPair;
    this.#replaceLink(name, CURRENT_LINK);
    this.#linkFiles();
    syncFolder(this.path);
    return before;
  }

  /** Removes all pairs but the one in use. */
  removeInactivePairs(): void {
    for (const entry of readdirSync(this.path, { withFileTypes: true }))
      if (entry.isDirectory() && entry.name !== this.currentPair)
        rmSync(this.#pathTo(entry.name), { recursive: true });
  }

  #importUnmanagedFiles(): void {
    const [chainPem = '', keyPem = ''] = PAIR_FILES.map((file) => readFileSync(this.#pathTo(file), 'latin1'));
    this.#replaceLink(this.add({ chainPem, keyPem }), CURRENT_LINK);
    this.#linkFiles();
  }

  #isLinked(): boolean {
    return PAIR_FILES.every((file) => readLink(this.#pathTo(file)) === join(CURRENT_LINK, file));
  }

  #linkFiles(): void {
    for (const file of PAIR_FILES) this.#replaceLink(join(CURRENT_LINK, file), file);
  }

  /** Replaces whatever has this name by a link. */
  #replaceLink(target: string, name: string): void {
    const temporary = this.#pathTo(`${name}.${process.pid}.tmp`);
    rmSync(temporary, { force: true });
    symlinkSync(target, temporary);
    this.#rename(temporary, this.#pathTo(name));
  }

  #pathTo(...names: readonly string[]): string {
    return join(this.path, ...names);
  }
}

export function isSelfSignedPair(name: string | undefined): boolean {
  return name?.startsWith(SELF_SIGNED_PREFIX) === true;
}

function readLink(path: string): string | undefined {
  return tryOrUndefined(() => readlinkSync(path));
}
