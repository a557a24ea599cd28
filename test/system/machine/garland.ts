import { copyFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { ALLOWED } from '../allowed.ts';
import type { Container } from './container.ts';
import { type Machine, must, until } from './machine.ts';

export const PORT = 8443;
const PATIENCE_MS = 30_000;

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
allow = ${JSON.stringify(ALLOWED)}
`;
/** More than any test asks for that is not about limits. */
export const GENEROUS: Readonly<Record<string, number>> = {
  requests_per_minute: 1_000_000,
  failures_per_minute: 100_000,
  health_checks_per_minute: 1_000_000,
};

/** Installs a package as its owner would. */
export async function install(container: Container, deb: string): Promise<void> {
  copyFileSync(deb, container.path('/root/garland.deb'));
  await must(
    container,
    'DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends /root/garland.deb',
  );
}

/** Installs it with the tests' configuration, and waits until it serves. Limits that are not named are the defaults. */
export async function installReady(
  container: Container,
  deb: string,
  limits: Readonly<Record<string, number>> = GENEROUS,
): Promise<void> {
  await install(container, deb);
  writeFileSync(container.path('/etc/garland/driver.toml'), DRIVER_CONFIG);
  const gateway = await must(container, 'cat /etc/garland/gateway.toml');
  const lines = Object.entries(limits).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(
    container.path('/etc/garland/gateway.toml'),
    gateway.replace(/^\[limits\]$/m, ['[limits]', ...lines].join('\n')),
  );
  await must(container, 'systemctl restart garland-driver garland-gateway');
  await ready(container);
}

/** Waits until the gateway says that the driver is there. */
export async function ready(machine: Machine): Promise<void> {
  await until('the gateway is ready', async () => (await ask(machine, 'GET', '/healthz')).status === 200);
}

export async function createToken(machine: Machine, name = 'test', allow = 'all'): Promise<string> {
  return (await must(machine, `garland token create ${name} --status --allow ${allow}`)).trim();
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** One HTTPS request from outside, on a connection of its own. The certificate is the machine's own, as it is at first. */
export function ask(
  machine: Machine,
  method: string,
  path: string,
  token?: string,
  patienceMs: number = PATIENCE_MS,
): Promise<Answer> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const options = { ...machine.reach(PORT), method, path, headers, rejectUnauthorized: false, agent: false };
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

export function play(machine: Machine, id: string, token: string): Promise<Answer> {
  return ask(machine, 'POST', `/v1/animations/${id}`, token);
}
