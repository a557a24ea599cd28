/** A file of the package. */
export interface PackageFile {
  /** The installed path, without the leading slash. */
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode: 0o644 | 0o755;
}

export function dataFile(path: string, content: string | Uint8Array): PackageFile {
  return { path, content, mode: 0o644 };
}

export function executableFile(path: string, content: string): PackageFile {
  return { path, content, mode: 0o755 };
}
