import { BY_MODEL, type Conversation, exchange, type Received, type Surface } from '../conversation.ts';
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
      const text = conversation.messages.map(({ bytes }) => bytes).join('');
      const bytes = Buffer.from(text.replaceAll('TOKEN', token), 'latin1');
      client = (client + 1) % ADDRESSES;
      const localAddress = `127.0.1.${client + 1}`;
      const due = {
        answers: conversation.messages.filter(({ expect }) => expect !== BY_MODEL).length,
        mark: 'HTTP/1.1 ',
      };
      const place = { port, host: '127.0.0.1', localAddress };
      const received = await exchange(place, bytes, conversation.seed, due);
      const judged = judge(conversation, received);
      if (typeof judged === 'string') return judged;
      served += judged;
      return undefined;
    },
  };
}

/** How many requests with a token were served, as far as bodies tell; or what is wrong. */
function judge({ messages }: Conversation, { text, isCut }: Received): number | string {
  const known = messages.filter(({ expect }) => expect !== BY_MODEL);
  const odd = messages.find(({ expect }) => expect === BY_MODEL)?.bytes ?? '';
  const isHead = (i: number): boolean => (known[i]?.bytes ?? odd.trimStart()).startsWith('HEAD');
  const answers = readAnswers(text, isHead);
  if (typeof answers === 'string') return isCut ? 0 : answers;
  for (const [i, { expect, bytes }] of known.entries()) {
    const status = answers[i]?.status;
    if (status === undefined && isCut) break;
    if (String(status) !== expect)
      return `${status} in place of ${expect} for ${JSON.stringify(bytes.slice(0, 300))}`;
  }
  const others = answers.slice(known.length);
  const failed = others.find(({ status }) => status >= 500);
  if (failed) return `${failed.status} for ${JSON.stringify(odd)}`;
  const [accepted, servable] = [others.filter(({ status }) => status < 300).length, servableIn(odd)];
  if (accepted > servable) return `${accepted} served where ${servable} may be: ${JSON.stringify(odd)}`;
  return answers.filter(({ body }) => body.startsWith('{"anim')).length;
}
