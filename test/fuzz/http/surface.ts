import {
  BY_MODEL,
  type Conversation,
  exchange,
  type Message,
  type Received,
  type Surface,
} from '../conversation.ts';
import { readAnswers } from './answers.ts';
import { generateMessages } from './grammar.ts';
import { servableIn } from './model.ts';

const ADDRESSES = 250;

/** The gateway's port. Every client has an address of its own, so that none reaches its limits. */
export function httpSurface(port: number, token: string): Surface & { readonly served: () => number } {
  let client = 0;
  let served = 0;
  return {
    name: 'http',
    concurrency: 4,
    served: () => served,
    generate: (random) => ({ surface: 'http', seed: random.bits(), messages: generateMessages(random) }),
    async hold(conversation) {
      client = (client + 1) % ADDRESSES;
      const place = { port, host: '127.0.0.1', localAddress: `127.0.1.${client + 1}` };
      const bytesOf = (messages: readonly Message[]): Buffer =>
        Buffer.from(messages.map(({ bytes }) => bytes.replaceAll('TOKEN', token)).join(''), 'latin1');
      const [known, odd] = [knownOf(conversation), bytesOf(oddOf(conversation))];
      const parts = { known: bytesOf(known), odd, answers: known.length, mark: 'HTTP/1.1 ' };
      const received = await exchange(place, parts, conversation.seed);
      const judged = judge(known, odd.toString('latin1'), token, received);
      if (typeof judged === 'string') return judged;
      served += judged;
      return undefined;
    },
  };
}

function knownOf({ messages }: Conversation): Message[] {
  return messages.filter(({ expect }) => expect !== BY_MODEL);
}

function oddOf({ messages }: Conversation): Message[] {
  return messages.filter(({ expect }) => expect === BY_MODEL);
}

/** How many requests with a token were served, as far as bodies tell; or what is wrong. */
function judge(
  known: readonly Message[],
  odd: string,
  token: string,
  { text, mayLack }: Received,
): number | string {
  const isHead = (i: number): boolean => (known[i]?.bytes ?? odd.trimStart()).startsWith('HEAD');
  const answers = readAnswers(text, isHead);
  if (typeof answers === 'string') return mayLack ? 0 : answers;
  for (const [i, { expect, bytes }] of known.entries()) {
    const status = answers[i]?.status;
    if (status === undefined && mayLack) break;
    if (String(status) !== expect)
      return `${status} in place of ${expect} for ${JSON.stringify(bytes.slice(0, 300))}`;
  }
  const others = answers.slice(known.length);
  const failed = others.find(({ status }) => status >= 500);
  if (failed) return `${failed.status} for ${JSON.stringify(odd)}`;
  const [accepted, servable] = [others.filter(({ status }) => status < 300).length, servableIn(odd, token)];
  if (accepted > servable) return `${accepted} served where ${servable} may be: ${JSON.stringify(odd)}`;
  return answers.filter(({ body }) => body.startsWith('{"anim')).length;
}
