import { connect as connectTcp, type Socket } from 'node:net';
import { setPriority } from 'node:os';
import { connect as connectTls } from 'node:tls';

/**
 * An attacker on one address, as a process: a thousand connections that send a byte a second, and five hundred requests a
 * second without a token. Closed connections are opened again.
 *
 * Arguments: port, address, and whether to speak TLS.
 */
const [port, localAddress, overTls] = [Number(process.argv[2]), process.argv[3], process.argv[4] === 'tls'];
/** A real attacker has another machine, so this one gets only what the others leave over. */
const NICE = 10;
const SLOW_CONNECTIONS = 1000;
const DRIP_INTERVAL_MS = 1000;
const REOPEN_AFTER_MS = 1000;
const REQUESTS_PER_SECOND = 500;
const TICK_MS = 10;
const REQUESTERS = 16;
const REQUEST = 'POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\n\r\n';

export interface AttackCounts {
  readonly opened: number;
  readonly requests: number;
  readonly answers: number;
}

const counts = { opened: 0, requests: 0, answers: 0 };

function openSocket(speaksTls: boolean): Socket {
  counts.opened++;
  const socket = connectTcp({ port, host: '127.0.0.1', localAddress });
  socket.on('error', () => {});
  if (!speaksTls) return socket;
  const secure = connectTls({ socket, rejectUnauthorized: false });
  secure.on('error', () => {});
  socket.on('close', () => secure.destroy());
  return secure;
}

/** Half of them never finish their handshake, the others never finish their header. */
function holdSlowConnection(i: number): void {
  const isShaking = overTls && i % 2 === 0;
  const socket = openSocket(overTls && !isShaking);
  socket.write(isShaking ? '\x16\x03\x01' : 'POST /v1/animations/twinkle HTTP/1.1\r\nHost: tree\r\nX-Slow: ');
  const dripping = setInterval(() => socket.write('x'), DRIP_INTERVAL_MS);
  socket.resume().once('close', () => {
    clearInterval(dripping);
    setTimeout(holdSlowConnection, REOPEN_AFTER_MS, i);
  });
}

const requesters: Socket[] = [];

function keepRequesting(i: number): void {
  const socket = openSocket(overTls);
  requesters[i] = socket;
  socket.setEncoding('latin1').on('data', (text: string) => {
    counts.answers += text.split('HTTP/1.1 ').length - 1;
  });
  socket.once('close', () => setTimeout(keepRequesting, TICK_MS, i));
}

setPriority(NICE);
for (let i = 0; i < SLOW_CONNECTIONS; i++) holdSlowConnection(i);
for (let i = 0; i < REQUESTERS; i++) keepRequesting(i);
let next = 0;
setInterval(() => {
  for (let i = 0; i < (REQUESTS_PER_SECOND * TICK_MS) / 1000; i++) {
    requesters[next++ % REQUESTERS]?.write(REQUEST);
    counts.requests++;
  }
}, TICK_MS);
process.on('message', () => process.send?.(counts));
process.on('disconnect', () => process.exit());
