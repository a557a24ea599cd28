import { execFile } from 'node:child_process';
import { readFileSync, type Stats, statfsSync, statSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { type DriverConfig, readDriverConfig } from '@garland/driver-config';
import type { PlaybackState } from '@garland/protocol';
import { withDriver } from '../control/with-driver.ts';
import { INSTALLED_PATHS } from '../system/installed-paths.ts';

/** The result of a program. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** All access of the checks to the machine. Nothing here changes anything. */
export interface SystemProbe {
  readonly isRoot: boolean;
  readonly nowMs: number;
  /** @returns undefined if the program is not installed */
  runProgram(program: string, ...args: readonly string[]): Promise<ProgramResult | undefined>;
  /** @throws if it cannot be read */
  readFile(path: string): string;
  /** Follows links. @throws if it does not exist or is not visible */
  stat(path: string): Pick<Stats, 'mode' | 'uid' | 'mtimeMs'>;
  /** The free share of a file system, 0 to 1. @throws if it is not known */
  freeDiskShare(path: string): number;
  /** @throws {ConfigError} with every error in it */
  driverConfig(): DriverConfig;
  /** @throws an error that `toCliError` can explain */
  driverState(): Promise<PlaybackState>;
  /** Asks the gateway over TLS, as a client would, on this machine. @throws if it does not answer */
  probeGateway(port: number): Promise<GatewayProbeResult>;
}

export interface GatewayProbeResult {
  /** Of HTTP; or the handshake ended, because this client has no certificate and the gateway wants one (tls.client_ca). */
  readonly status: number | 'certificate_required';
  /** Of the certificate that it showed. */
  readonly fingerprint: string;
}

const PROBE_TIMEOUT_MS = 15_000;
/** Its status stands in the first line. */
const MAX_RESPONSE_LENGTH = 4096;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
/** The alert of TLS 1.3, as Node names it. */
const CERTIFICATE_REQUIRED = 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED';

export function createSystemProbe(socket: string, env: NodeJS.ProcessEnv): SystemProbe {
  return {
    isRoot: process.getuid?.() === 0,
    nowMs: Date.now(),
    runProgram: (program, ...args) => runProgram(env, program, args),
    readFile: (path) => readFileSync(path, 'utf8'),
    stat: (path) => statSync(path),
    freeDiskShare: (path) => {
      const { bavail, blocks } = statfsSync(path);
      return blocks === 0 ? 1 : bavail / blocks;
    },
    driverConfig: () => readDriverConfig(INSTALLED_PATHS.driverConfig, env),
    driverState: async () => (await withDriver(socket, (driver) => driver.call('Status', {}))).state,
    probeGateway,
  };
}

function runProgram(
  env: NodeJS.ProcessEnv,
  program: string,
  args: readonly string[],
): Promise<ProgramResult | undefined> {
  const options = {
    timeout: PROBE_TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_BYTES,
    // Output in English and without colours, for parsing.
    env: { ...env, LC_ALL: 'C.UTF-8', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' },
  };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout) => {
      if (error?.code === 'ENOENT') return resolve(undefined);
      resolve({ exitCode: error ? Number(error.code) || 1 : 0, stdout });
    });
  });
}

function probeGateway(port: number): Promise<GatewayProbeResult> {
  return new Promise((resolve, reject) => {
    let answer = '';
    // It is asked whether it answers, not who it is: that is another check.
    const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
    const noAnswer = (): void => void socket.destroy(new Error('it does not answer'));
    const timer = setTimeout(noAnswer, PROBE_TIMEOUT_MS);
    let fingerprint = '';
    socket.once('secureConnect', () => {
      fingerprint = socket.getPeerCertificate().fingerprint256;
      socket.write('GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    });
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
      if (answer.length > MAX_RESPONSE_LENGTH) socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === CERTIFICATE_REQUIRED) resolve({ status: 'certificate_required', fingerprint });
      else reject(error);
    });
    socket.once('close', () => {
      clearTimeout(timer);
      const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
      if (status) resolve({ status: Number(status), fingerprint });
      else reject(new Error('it does not answer'));
    });
  });
}
