import { copyFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { REMOTE_ALLOWLIST } from '../remote-allowlist.ts';
import type { Container } from './container.ts';
import { runOrThrow, type TestMachine, waitUntil } from './test-machine.ts';

export const GATEWAY_PORT = 8443;
const ANSWER_DEADLINE_MS = 30_000;

/** What the tests' tree is: bright enough to see, and quick to change. */
const DRIVER_CONFIG = `[strip]
pixels = 50
[output]
kind = "simulator"
[light]
crossfade_ms = 0
[power]
budget_ma = 20000
[remote]
allow = ${JSON.stringify(REMOTE_ALLOWLIST)}
`;
/** More than any test asks for that is not about limits. */
export const GENEROUS_LIMITS: Readonly<Record<string, number>> = {
  requests_per_minute: 1_000_000,
  failures_per_minute: 100_000,
  health_checks_per_minute: 1_000_000,
};

/** Installs a package as its owner would. */
export async function installPackage(container: Container, deb: string): Promise<void> {
  copyFileSync(deb, container.path('/root/garland.deb'));
  await runOrThrow(
    container,
    'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /root/garland.deb',
  );
}

/** Installs it with the tests' configuration, and waits until it serves. Limits that are not named are the defaults. */
export async function installAndWait(
  container: Container,
  deb: string,
  limits: Readonly<Record<string, number>> = GENEROUS_LIMITS,
): Promise<void> {
  await installPackage(container, deb);
  writeFileSync(container.path('/etc/garland/driver.toml'), DRIVER_CONFIG);
  const gateway = await runOrThrow(container, 'cat /etc/garland/gateway.toml');
  const lines = Object.entries(limits).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(
    container.path('/etc/garland/gateway.toml'),
    gateway.replace(/^\[limits\]$/m, ['[limits]', ...lines].join('\n')),
  );
  await runOrThrow(container, 'systemctl restart garland-driver garland-gateway');
  await waitUntilReady(container);
}

/** Waits until the gateway says that the driver is there. */
export async function waitUntilReady(machine: TestMachine): Promise<void> {
  await waitUntil(
    'the gateway is ready',
    async () => (await sendRequest(machine, 'GET', '/healthz')).status === 200,
  );
}

export async function createToken(machine: TestMachine, name = 'test', allow = 'all'): Promise<string> {
  return (await runOrThrow(machine, `garland token create ${name} --status --allow ${allow}`)).trim();
}

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
}

/** One HTTPS request from outside, on a connection of its own. The certificate is the machine's own, as it is at first. */
export function sendRequest(
  machine: TestMachine,
  method: string,
  path: string,
  token?: string,
  patienceMs: number = ANSWER_DEADLINE_MS,
): Promise<HttpResponse> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = {
    ...machine.addressOf(GATEWAY_PORT),
    method,
    path,
    headers,
    rejectUnauthorized: false,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, timeout: patienceMs }, async (response) => {
      try {
        let body = '';
        for await (const chunk of response) body += String(chunk);
        resolve({ status: response.statusCode ?? 0, body });
      } catch (error) {
        reject(error);
      }
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${patienceMs} ms`)));
    sent.on('error', reject);
    sent.end();
  });
}

export function playAnimation(machine: TestMachine, id: string, token: string): Promise<HttpResponse> {
  return sendRequest(machine, 'POST', `/v1/animations/${id}`, token);
}
