import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type SecureVersion } from 'node:tls';
import { parseResponses, sendRaw } from './http-client.ts';
import { makeCertificate } from './self-signed-certificate.ts';
import { TestSystem } from './test-system.ts';

let system: TestSystem;
let ca = '';
before(async () => {
  system = new TestSystem({ gatewayToml: '[tls]\ncertificate = "tls.crt.pem"\nkey = "tls.key.pem"\n' });
  ca = makeCertificate(system.folder).ca;
  await system.runDriver();
  await system.runGateway();
});
after(() => system.close());

test('serves over TLS, and promises to stay there', async () => {
  const answer = await system.request({
    method: 'POST',
    path: '/v1/animations/twinkle',
    token: system.token,
    ca,
  });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers['strict-transport-security'], 'max-age=31536000');
  assert.equal((await system.gateway.record('listening')).tls, true);
});

test('a client that does not trust the certificate gets nowhere', async () => {
  const { ca: other } = makeCertificate(system.folder, 'other');
  await assert.rejects(system.request({ path: '/healthz', ca: other }), /self.signed|unable to verify/i);
});

async function handshake(version: SecureVersion, ciphers = 'DEFAULT@SECLEVEL=0'): Promise<string | null> {
  return await new Promise((resolve, reject) => {
    const socket = connect({
      port: system.port,
      host: '127.0.0.1',
      ca,
      servername: 'localhost',
      minVersion: version,
      maxVersion: version,
      ciphers,
    });
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

test('speaks TLS 1.2 and 1.3, and nothing older', async () => {
  assert.equal(await handshake('TLSv1.2'), 'TLSv1.2');
  assert.equal(await handshake('TLSv1.3'), 'TLSv1.3');
  await assert.rejects(handshake('TLSv1.1'));
  await assert.rejects(handshake('TLSv1'));
  const { clientAddress, reason } = await system.gateway.record('tls_handshake_failed');
  assert.equal(clientAddress, '127.0.0.1');
  assert.match(String(reason), /^E[A-Z_]+/);
});

test('an HTTP/1.0 client that says so in its handshake is served, and one that offers only HTTP/2 is not', async () => {
  const protocolOf = (offered: string): Promise<string | false | null> =>
    new Promise((resolve, reject) => {
      const options = { port: system.port, host: '127.0.0.1', ca, servername: 'localhost' };
      const socket = connect({ ...options, ALPNProtocols: [offered] }, () => {
        resolve(socket.alpnProtocol);
        socket.destroy();
      });
      socket.once('error', reject);
    });
  assert.equal(await protocolOf('http/1.0'), 'http/1.0');
  assert.equal(await protocolOf('http/1.1'), 'http/1.1');
  await assert.rejects(protocolOf('h2'), /no application protocol/i);
});

test('takes no cipher that does not authenticate what it encrypts', async () => {
  assert.equal(await handshake('TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'), 'TLSv1.2');
  await assert.rejects(handshake('TLSv1.2', 'ECDHE-ECDSA-AES128-SHA256'));
});

test('plain HTTP, garbage and silence on the TLS port are not answered in the clear', async () => {
  assert.equal(await sendRaw(system.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n', { quietMs: 500 }), '');
  await system.gateway.record(({ reason }) => reason === 'plain_http');
  const garbage = await sendRaw(system.port, Buffer.alloc(300, 0x41), { quietMs: 500 });
  assert.ok(!garbage.includes('HTTP/'));
  assert.equal((await system.request({ path: '/healthz', ca })).status, 200);
});

test('bytes inside TLS that are not HTTP are answered inside TLS', async () => {
  const text = await new Promise<string>((resolve) => {
    const socket = connect({ port: system.port, host: '127.0.0.1', ca, servername: 'localhost' });
    let received = '';
    socket.setEncoding('utf8').on('data', (chunk) => {
      received += chunk;
    });
    socket.on('close', () => resolve(received));
    socket.write('NOT HTTP\r\n\r\n');
  });
  assert.equal(parseResponses(text)[0]?.json.code, 'bad_request');
  assert.equal(system.gateway.stderr, '');
});
