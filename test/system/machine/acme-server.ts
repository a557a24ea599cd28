import { writeFileSync } from 'node:fs';
import type { Container } from './container.ts';
import { runOrThrow, waitUntil } from './test-machine.ts';

const DIRECTORY_URL = 'https://localhost:14000/dir';
const MANAGEMENT_URL = 'https://localhost:15000';
/** The CA's name server, and the port that configures its answers. */
const DNS_PORT = 8053;

const PEBBLE_CONFIG = {
  pebble: {
    listenAddress: '127.0.0.1:14000',
    managementListenAddress: '127.0.0.1:15000',
    certificate: '/root/acme.crt',
    privateKey: '/root/acme.key',
    // Of the name that is to be proven, as on the internet.
    httpPort: 80,
    tlsPort: 443,
    // As in the certificates of a public CA. It is never contacted.
    certificateValidityPeriod: 90 * 24 * 60 * 60,
    ocspResponderURL: 'http://localhost:4002',
  },
};

/** By itself Pebble waits, refuses and forgets at random, to try its clients. */
const PREDICTABLE = ['VA_NOSLEEP=1', 'WFE_NONCEREJECT=0', 'AUTHZREUSE=0']
  .map((setting) => `--setenv=PEBBLE_${setting}`)
  .join(' ');

/** certbot's options for a CA other than Let's Encrypt. */
const CERTBOT = `REQUESTS_CA_BUNDLE=/root/acme.crt certbot --non-interactive --server ${DIRECTORY_URL}`;
const ISSUE = 'certonly --standalone --agree-tos --register-unsafely-without-email';

/** A real ACME server, Pebble of Let's Encrypt, for which every name leads to this machine; and Debian's certbot. */
export class AcmeServer {
  readonly #container: Container;

  private constructor(container: Container) {
    this.#container = container;
  }

  static async start(container: Container): Promise<AcmeServer> {
    writeFileSync(container.path('/root/pebble.json'), JSON.stringify(PEBBLE_CONFIG));
    await runOrThrow(
      container,
      `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=localhost \\
         -addext subjectAltName=DNS:localhost -keyout /root/acme.key -out /root/acme.crt
       systemd-run --unit=names pebble-challtestsrv -defaultIPv4 127.0.0.1 -defaultIPv6 '' -dns01 :${DNS_PORT} \\
         -http01 '' -https01 '' -tlsalpn01 '' -doh ''
       systemd-run --unit=pebble ${PREDICTABLE} pebble -config /root/pebble.json -dnsserver 127.0.0.1:${DNS_PORT}`,
    );
    const acme = new AcmeServer(container);
    await waitUntil('the ACME server answers', () => acme.root());
    return acme;
  }

  /** The certificate that clients would have to trust. */
  root(): Promise<string> {
    const script = `import ssl, urllib.request as r
print(r.urlopen('${MANAGEMENT_URL}/roots/0', context=ssl.create_default_context(cafile='/root/acme.crt')).read().decode())`;
    return runOrThrow(this.#container, `python3 -c "${script}"`);
  }

  /** Gets a certificate for a name, as its owner would, by HTTP-01. Returns the folder of it. */
  async issue(name: string): Promise<string> {
    await runOrThrow(this.#container, `${CERTBOT} ${ISSUE} --domain ${name}`);
    return `/etc/letsencrypt/live/${name}`;
  }

  /** Renews it although it is not time yet. Returns what certbot said. */
  renew(name: string): Promise<string> {
    return runOrThrow(
      this.#container,
      `${CERTBOT} renew --force-renewal --no-random-sleep-on-renew --cert-name ${name} 2>&1`,
    );
  }
}
