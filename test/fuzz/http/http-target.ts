import {
  BY_MODEL,
  type ExchangeResult,
  type FuzzCase,
  type FuzzMessage,
  type FuzzTarget,
  sendAndReceive,
} from '../fuzz-target.ts';
import { parseResponses } from './parse-responses.ts';
import { generateRequests } from './request-generator.ts';
import { countServable } from './servable-model.ts';

const ADDRESSES = 250;

/** The gateway's port. Every client has an address of its own, so that none reaches its limits. */
export function httpTarget(port: number, token: string): FuzzTarget & { readonly served: () => number } {
  let client = 0;
  let served = 0;
  return {
    name: 'http',
    concurrency: 4,
    served: () => served,
    generate: (random) => ({ endpoint: 'http', seed: random.bits(), messages: generateRequests(random) }),
    async run(conversation) {
      client = (client + 1) % ADDRESSES;
      const place = { port, host: '127.0.0.1', localAddress: `127.0.1.${client + 1}` };
      const bytesOf = (messages: readonly FuzzMessage[]): Buffer =>
        Buffer.from(messages.map(({ bytes }) => bytes.replaceAll('TOKEN', token)).join(''), 'latin1');
      const [known, odd] = [knownIn(conversation), bytesOf(mutatedIn(conversation))];
      const parts = {
        known: bytesOf(known),
        mutated: odd,
        knownAnswers: known.length,
        delimiter: 'HTTP/1.1 ',
      };
      const received = await sendAndReceive(place, parts, conversation.seed);
      const judged = checkResponses(known, odd.toString('latin1'), token, received);
      if (typeof judged === 'string') return judged;
      served += judged;
      return undefined;
    },
  };
}

function knownIn({ messages }: FuzzCase): FuzzMessage[] {
  return messages.filter(({ expect }) => expect !== BY_MODEL);
}

function mutatedIn({ messages }: FuzzCase): FuzzMessage[] {
  return messages.filter(({ expect }) => expect === BY_MODEL);
}

/** How many requests with a token were served, as far as the bodies show, or the fault. */
function checkResponses(
  known: readonly FuzzMessage[],
  odd: string,
  token: string,
  { text, isTruncationAllowed }: ExchangeResult,
): number | string {
  const isHead = (i: number): boolean => (known[i]?.bytes ?? odd.trimStart()).startsWith('HEAD');
  const answers = parseResponses(text, isHead);
  if (typeof answers === 'string') return isTruncationAllowed ? 0 : answers;
  for (const [i, { expect, bytes }] of known.entries()) {
    const status = answers[i]?.status;
    if (status === undefined && isTruncationAllowed) break;
    if (String(status) !== expect)
      return `${status} in place of ${expect} for ${JSON.stringify(bytes.slice(0, 300))}`;
  }
  const others = answers.slice(known.length);
  const failed = others.find(({ status }) => status >= 500);
  if (failed) return `${failed.status} for ${JSON.stringify(odd)}`;
  const [accepted, servable] = [
    others.filter(({ status }) => status < 300).length,
    countServable(odd, token),
  ];
  if (accepted > servable) return `${accepted} served where ${servable} may be: ${JSON.stringify(odd)}`;
  return answers.filter(({ body }) => body.startsWith('{"anim')).length;
}
