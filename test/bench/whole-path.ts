import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setPriority } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MIN_CHANGE_INTERVAL_MS } from '@garland/led-driver/engine/governor';
import { wireTimeMs } from '@garland/led-driver/output/wire';
import type { Daemon } from '../support/daemon.ts';
import { House } from '../support/house.ts';
import { type Distribution, distribution } from './measure.ts';
import type { FrameLog } from './record-frames.ts';

export interface WholePathFigures {
  readonly tickMs: number;
  readonly startToFirstFrameMs: Distribution;
  readonly requestToFrameMs: Distribution;
  /** How far the time between two frames is from a tick. */
  readonly jitterIdleMs: Distribution;
  readonly jitterLoadedMs: Distribution;
  readonly loadPerSecond: number;
  readonly driverPssMb: number;
  readonly gatewayPssMb: number;
}

const RECORDER = fileURLToPath(new URL('./record-frames.js', import.meta.url));
/** The driver's default; a long strip is slower. */
const FRAMES_PER_SECOND = 60;
/** `Nice=` of garland-driver.service. */
const DRIVER_NICE = -5;
const STARTS = 5;
const REQUESTS = 60;
const LOAD_PER_SECOND = 100;
const LOAD_S = 8;

/** The real processes, from the outside: what a request costs until the light changes, and what it does to the others. */
export async function measureWholePath(
  pixels: number,
  progress: (step: string) => void,
): Promise<WholePathFigures> {
  const house = new House({ pixels, animation: 'rainbow', requestsPerMinute: 1_000_000 });
  const agent = new Agent({ keepAlive: true });
  const tickMs = Math.max(
    1000 / FRAMES_PER_SECOND,
    wireTimeMs({ pixels, color_order: 'grb', frequency_khz: 800 }),
  );
  try {
    progress('start to first frame');
    const startToFirstFrameMs = distribution(await measureStarts(house));
    const driver = await house.startDriver(['--import', RECORDER]);
    // As in its service. Ordinary users may not.
    if (process.getuid?.() === 0) setPriority(driver.pid, DRIVER_NICE);
    const { gateway, url } = await house.startGateway();
    const play = (id: string): Promise<number> => post(`${url}/v1/animations/${id}`, house.token, agent);
    while ((await play('rainbow')) !== 200) await sleep(50);

    progress('request to latched frame');
    const requestToFrameMs = distribution(await measureRequests(driver, play, tickMs));
    progress('jitter without requests');
    const jitterIdleMs = distribution(await measureJitter(driver, () => sleep(LOAD_S * 1000), tickMs));
    progress(`jitter under ${LOAD_PER_SECOND} requests a second`);
    const jitterLoadedMs = distribution(await measureJitter(driver, () => load(play), tickMs));
    return {
      tickMs,
      startToFirstFrameMs,
      requestToFrameMs,
      jitterIdleMs,
      jitterLoadedMs,
      loadPerSecond: LOAD_PER_SECOND,
      driverPssMb: pssMb(driver.pid),
      gatewayPssMb: pssMb(gateway.pid),
    };
  } finally {
    agent.destroy();
    await house.close();
  }
}

async function measureStarts(house: House): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const startedMs = nowMs();
    const driver = await house.startDriver(['--import', RECORDER]);
    const { shownMs } = await frames(driver);
    samples.push((shownMs[0] ?? Number.NaN) - startedMs);
    await driver.end();
  }
  return samples;
}

async function measureRequests(
  driver: Daemon,
  play: (id: string) => Promise<number>,
  tickMs: number,
): Promise<number[]> {
  const samples: number[] = [];
  await frames(driver);
  for (let i = 0; i < REQUESTS; i++) {
    // Any phase of the tick, and far enough from the last change.
    await sleep(2 * MIN_CHANGE_INTERVAL_MS + Math.random() * 40);
    const askedMs = nowMs();
    await play(i % 2 ? 'rainbow' : 'fire');
    await sleep(2 * tickMs);
    const { latchedMs } = await frames(driver);
    samples.push((latchedMs[0] ?? Number.NaN) - askedMs);
  }
  return samples;
}

async function measureJitter(
  driver: Daemon,
  during: () => Promise<unknown>,
  tickMs: number,
): Promise<number[]> {
  await frames(driver);
  await during();
  const { shownMs } = await frames(driver);
  return shownMs.slice(1).map((atMs, i) => Math.abs(atMs - (shownMs[i] ?? 0) - tickMs));
}

async function load(play: (id: string) => Promise<number>): Promise<void> {
  const requests: Promise<number>[] = [];
  for (let i = 0; i < LOAD_PER_SECOND * LOAD_S; i++) {
    requests.push(play(i % 3 ? 'rainbow' : 'twinkle'));
    await sleep(1000 / LOAD_PER_SECOND);
  }
  const refused = (await Promise.all(requests)).filter((status) => status !== 200);
  if (refused.length > 0)
    throw new Error(`${refused.length} requests were refused, such as with ${refused[0]}`);
}

async function frames(driver: Daemon): Promise<FrameLog> {
  driver.child.send('frames');
  const [log] = (await once(driver.child, 'message')) as [FrameLog];
  return log;
}

function post(url: string, token: string, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
    })
      .once('error', reject)
      .end();
  });
}

/** Proportional set size: what the process would free by ending, shared pages counted in shares. */
function pssMb(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
