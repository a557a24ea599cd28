import type { EndpointName, FuzzCase, FuzzTarget } from './fuzz-target.ts';
import { Random } from './random.ts';
import { readSavedCases, saveCase } from './saved-cases.ts';

export interface FuzzPlan {
  readonly messages: number;
  readonly untilMs: number;
  readonly seed: number;
}

/** So many failures say enough. */
const MAX_FAILURES = 10;
/** Of all messages. A request is some ten times as dear as a call. */
const MESSAGE_SHARES: Readonly<Record<EndpointName, number>> = { http: 0.2, remote: 0.4, local: 0.4 };
/** Messages between two looks at the clock: all surfaces get their share of a short run, too. */
const ROUND_MESSAGES = 50_000;

/** Sends what went wrong once. Returns what goes wrong still. */
export async function replaySeeds(surfaces: readonly FuzzTarget[]): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, ...conversation } of readSavedCases()) {
    const surface = surfaces.find((each) => each.name === conversation.endpoint);
    const why = surface && (await runCase(surface, conversation));
    if (why) failures.push(`seeds/${name}: ${why}`);
  }
  return failures;
}

/** Sends generated conversations, and keeps those that go wrong. */
export async function fuzzTargets(
  surfaces: readonly FuzzTarget[],
  plan: FuzzPlan,
  say: (text: string) => void,
): Promise<string[]> {
  const random = new Random(plan.seed);
  const failures: string[] = [];
  let sent = 0;
  while (sent < plan.messages && performance.now() < plan.untilMs && failures.length < MAX_FAILURES) {
    const round = Math.min(ROUND_MESSAGES, plan.messages - sent);
    for (const surface of surfaces) {
      const startedMs = performance.now();
      const messages = await fuzzTarget(surface, round * MESSAGE_SHARES[surface.name], random, failures);
      const perSecond = messages / ((performance.now() - startedMs) / 1000);
      sent += messages;
      say(`${surface.name}: ${messages} messages, ${perSecond.toFixed(0)} a second; ${sent} in all\n`);
    }
  }
  return failures;
}

/** So many messages to one surface, several conversations at a time. Returns how many it were. */
async function fuzzTarget(
  surface: FuzzTarget,
  messages: number,
  random: Random,
  failures: string[],
): Promise<number> {
  let sent = 0;
  const talk = async (): Promise<void> => {
    while (sent < messages && failures.length < MAX_FAILURES) {
      const conversation = surface.generate(random);
      sent += conversation.messages.length;
      const why = await runCase(surface, conversation);
      if (why) failures.push(`${saveCase(conversation, why)}: ${why}`);
    }
  };
  await Promise.all(Array.from({ length: surface.concurrency }, talk));
  return sent;
}

async function runCase(surface: FuzzTarget, conversation: FuzzCase): Promise<string | undefined> {
  try {
    return await surface.run(conversation);
  } catch (error) {
    return (error as Error).message;
  }
}
