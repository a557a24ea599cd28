import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { MIN_CHANGE_INTERVAL_MS } from '@garland/led-driver/render/change-throttle';
import { Installation } from '@garland/test-kit/installation';
import type { TestProcess } from '@garland/test-kit/test-process';
import { frameJitter, minTickMs, raisePriority, startEmptyLoop, takeFrameLog } from './frame-log.ts';
import { type Distribution, distribution, proportionalSetSizeMb } from './measure.ts';

export interface EndToEndResult {
  readonly tickMs: number;
  readonly startToFirstFrameMs: Distribution;
  readonly requestToFrameMs: Distribution;
  /** How far the time between two frames is from a tick. */
  readonly jitterIdleMs: Distribution;
  readonly jitterLoadedMs: Distribution;
  /** Of a loop that does nothing, at the driver's priority and at the same time: what the machine itself does. */
  readonly jitterEmptyMs: Distribution;
  readonly loadPerSecond: number;
  readonly driverPssMb: number;
  readonly gatewayPssMb: number;
}

const FRAME_RECORDER = fileURLToPath(new URL('./record-frames.js', import.meta.url));
/** The driver's default; a long strip is slower. */
const FRAMES_PER_SECOND = 60;
const STARTS = 5;
const REQUESTS = 60;
const LOAD_PER_SECOND = 100;
const LOAD_S = 8;

/** The real processes, from the outside: what a request costs until the light changes, and what it does to the others. */
export async function measureEndToEnd(
  pixels: number,
  progress: (step: string) => void,
): Promise<EndToEndResult> {
  const installation = new Installation({
    pixels,
    animation: 'rainbow',
    limits: { requests_per_minute: 1_000_000 },
  });
  const agent = new Agent({ keepAlive: true });
  const tickMs = Math.max(1000 / FRAMES_PER_SECOND, minTickMs(pixels));
  try {
    progress('start to first frame');
    const startToFirstFrameMs = distribution(await measureStarts(installation));
    const driver = await installation.startDriver(['--import', FRAME_RECORDER]);
    raisePriority(driver.child);
    const { gateway, url } = await installation.startGateway();
    const play = (id: string): Promise<number> =>
      post(`${url}/v1/animations/${id}`, installation.token, agent);
    while ((await play('rainbow')) !== 200) await sleep(50);

    progress('request to latched frame');
    const requestToFrameMs = distribution(await measureRequests(driver, play, tickMs));
    progress('jitter without requests');
    await takeFrameLog(driver.child);
    await sleep(LOAD_S * 1000);
    const jitterIdleMs = frameJitter(await takeFrameLog(driver.child), tickMs);
    progress(`jitter under ${LOAD_PER_SECOND} requests a second`);
    const [jitterLoadedMs, jitterEmptyMs] = await measureJitterUnderLoad(driver, play, tickMs);
    return {
      tickMs,
      startToFirstFrameMs,
      requestToFrameMs,
      jitterIdleMs,
      jitterLoadedMs,
      jitterEmptyMs,
      loadPerSecond: LOAD_PER_SECOND,
      driverPssMb: proportionalSetSizeMb(driver.pid),
      gatewayPssMb: proportionalSetSizeMb(gateway.pid),
    };
  } finally {
    agent.destroy();
    await installation.close();
  }
}

async function measureStarts(installation: Installation): Promise<number[]> {
  const samples: number[] = [];
  for (let i = 0; i < STARTS; i++) {
    const startedMs = nowMs();
    const driver = await installation.startDriver(['--import', FRAME_RECORDER]);
    const { shownMs } = await takeFrameLog(driver.child);
    samples.push((shownMs[0] ?? Number.NaN) - startedMs);
    await driver.stop();
  }
  return samples;
}

async function measureRequests(
  driver: TestProcess,
  play: (id: string) => Promise<number>,
  tickMs: number,
): Promise<number[]> {
  const samples: number[] = [];
  await takeFrameLog(driver.child);
  for (let i = 0; i < REQUESTS; i++) {
    // Any phase of the tick, and far enough from the last change.
    await sleep(2 * MIN_CHANGE_INTERVAL_MS + Math.random() * 40);
    const askedMs = nowMs();
    await play(i % 2 ? 'rainbow' : 'fire');
    await sleep(2 * tickMs);
    const { latchedMs } = await takeFrameLog(driver.child);
    samples.push((latchedMs[0] ?? Number.NaN) - askedMs);
  }
  return samples;
}

async function measureJitterUnderLoad(
  driver: TestProcess,
  play: (id: string) => Promise<number>,
  tickMs: number,
): Promise<[driver: Distribution, empty: Distribution]> {
  const empty = startEmptyLoop(tickMs);
  try {
    await takeFrameLog(empty);
    await takeFrameLog(driver.child);
    await load(play);
    return [
      frameJitter(await takeFrameLog(driver.child), tickMs),
      frameJitter(await takeFrameLog(empty), tickMs),
    ];
  } finally {
    empty.kill();
  }
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

function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
