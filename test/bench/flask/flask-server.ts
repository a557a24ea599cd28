import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { TestProcess } from '@garland/test-kit/test-process';

/** Where app.py is: it isn't compiled. */
const FOLDER: string = fileURLToPath(new URL('../../../bench/flask/', import.meta.url));
/** Debian's own: another Python on the path has other packages, or none. */
const PYTHON = '/usr/bin/python3';
const GUNICORN = '/usr/bin/gunicorn';
const PACKAGES = 'python3-flask python3-jwt python3-cryptography gunicorn wrk curl util-linux dpkg';

/** Gunicorn's default, which ends every connection after one answer, and the one that can keep them. */
export const WORKER_CLASSES = {
  sync: ['--worker-class', 'sync'],
  gthread: ['--worker-class', 'gthread', '--threads', '4', '--keep-alive', '5'],
} as const;
export type WorkerClass = keyof typeof WORKER_CLASSES;

/** What is not here, and how to get it; undefined if all is. */
export function missingPackages(): string | undefined {
  const imports = spawnSync(PYTHON, ['-c', 'import flask, jwt, cryptography, gunicorn']);
  const programs = ['wrk', 'curl', 'taskset', 'dpkg-deb'].filter(
    (name) => spawnSync(name, ['--version']).error,
  );
  return imports.status === 0 && programs.length === 0
    ? undefined
    : `sudo apt-get install --no-install-recommends ${PACKAGES}`;
}

export interface FlaskOptions {
  readonly worker: WorkerClass;
  readonly port: number;
  /** What all of it runs behind, such as `taskset`. */
  readonly commandPrefix: readonly string[];
  /** The files of the tree that it serves. */
  readonly publicKey: string;
  readonly registry: string;
  readonly driverSocket: string;
  readonly tls: { readonly certificate: string; readonly key: string } | undefined;
}

/** Flask in gunicorn, with as many workers as it has cores: one. */
export function startFlask({ worker, port, commandPrefix, tls, ...files }: FlaskOptions): TestProcess {
  const app = `app:create_app("${files.publicKey}", "${files.registry}", "${files.driverSocket}")`;
  return new TestProcess(
    [
      ...[
        ...commandPrefix,
        PYTHON,
        GUNICORN,
        '--chdir',
        FOLDER,
        '--bind',
        `127.0.0.1:${port}`,
        '--workers',
        '1',
        ...WORKER_CLASSES[worker],
      ],
      ...(tls ? ['--certfile', tls.certificate, '--keyfile', tls.key] : []),
      app,
    ],
    { env: { PYTHONDONTWRITEBYTECODE: '1' } },
  );
}
