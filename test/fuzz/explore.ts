import type { Conversation, Surface, SurfaceName } from './conversation.ts';
import { Random } from './random.ts';
import { keepSeed, readSeeds } from './seeds.ts';

export interface Plan {
  readonly messages: number;
  readonly untilMs: number;
  readonly seed: number;
}

/** So many failures say enough. */
const MAX_FAILURES = 10;
/** Of all messages. A request is some ten times as dear as a call. */
const SHARES: Readonly<Record<SurfaceName, number>> = { http: 0.2, remote: 0.4, local: 0.4 };
/** Messages between two looks at the clock: all surfaces get their share of a short run, too. */
const ROUND = 50_000;

/** Sends what went wrong once. Returns what goes wrong still. */
export async function replay(surfaces: readonly Surface[]): Promise<string[]> {
  const failures: string[] = [];
  for (const { name, ...conversation } of readSeeds()) {
    const surface = surfaces.find((each) => each.name === conversation.surface);
    const why = surface && (await fault(surface, conversation));
    if (why) failures.push(`seeds/${name}: ${why}`);
  }
  return failures;
}

/** Sends conversations of which nobody has thought. What goes wrong is kept. */
export async function explore(
  surfaces: readonly Surface[],
  plan: Plan,
  say: (text: string) => void,
): Promise<string[]> {
  const random = new Random(plan.seed);
  const failures: string[] = [];
  let sent = 0;
  while (sent < plan.messages && performance.now() < plan.untilMs && failures.length < MAX_FAILURES) {
    const round = Math.min(ROUND, plan.messages - sent);
    for (const surface of surfaces) {
      const startedMs = performance.now();
      const messages = await converse(surface, round * SHARES[surface.name], random, failures);
      const perSecond = messages / ((performance.now() - startedMs) / 1000);
      sent += messages;
      say(`${surface.name}: ${messages} messages, ${perSecond.toFixed(0)} a second; ${sent} in all\n`);
    }
  }
  return failures;
}

/** So many messages to one surface, several conversations at a time. Returns how many it were. */
async function converse(
  surface: Surface,
  messages: number,
  random: Random,
  failures: string[],
): Promise<number> {
  let sent = 0;
  const talk = async (): Promise<void> => {
    while (sent < messages && failures.length < MAX_FAILURES) {
      const conversation = surface.generate(random);
      sent += conversation.messages.length;
      const why = await fault(surface, conversation);
      if (why) failures.push(`${keepSeed(conversation, why)}: ${why}`);
    }
  };
  await Promise.all(Array.from({ length: surface.concurrency }, talk));
  return sent;
}

async function fault(surface: Surface, conversation: Conversation): Promise<string | undefined> {
  try {
    return await surface.hold(conversation);
  } catch (error) {
    return (error as Error).message;
  }
}
