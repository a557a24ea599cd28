import type { Role } from '@garland/protocol';
import {
  BY_MODEL,
  type Conversation,
  exchange,
  type Message,
  type Received,
  type Surface,
} from '../conversation.ts';
import { generateMessages } from './grammar.ts';

interface Reply {
  readonly error?: string;
  readonly continues?: boolean;
}

/** Each of these may succeed on the socket of its role, and nothing else. */
const SUCCEEDING: Readonly<Record<Role, RegExp>> = {
  remote:
    /^(?:io\.garland\.Driver\.(?:Play|List|Status|Watch)|org\.varlink\.service\.Get(?:Info|InterfaceDescription))$/,
  local:
    /^(?:io\.garland\.Driver\.(?:Play|List|Status|Watch|SetBrightness|Strip|Frames|Reload)|org\.varlink\.service\.Get(?:Info|InterfaceDescription))$/,
};
const REPLY_KEYS: readonly string[] = ['parameters', 'continues', 'error'];

/** One of the driver's sockets. */
export function varlinkSurface(role: Role, path: string): Surface {
  return {
    name: role,
    concurrency: role === 'remote' ? 2 : 4,
    generate: (random) => ({ surface: role, seed: random.bits(), messages: generateMessages(random, role) }),
    async hold(conversation) {
      const bytesOf = (messages: readonly Message[]): Buffer =>
        Buffer.from(messages.map(({ bytes }) => bytes).join(''), 'latin1');
      const [known, odd] = [conversation.messages.slice(0, -1), conversation.messages.slice(-1)];
      const parts = {
        known: bytesOf(known),
        odd: bytesOf(odd),
        answers: known.filter(isAnswered).length,
        mark: '\0',
      };
      return judge(role, conversation, await exchange({ path }, parts, conversation.seed));
    },
  };
}

function isAnswered({ expect }: Message): boolean {
  return expect === 'reply' || expect === 'stream' || expect.startsWith('error:');
}

function judge(role: Role, { messages }: Conversation, { text, mayLack }: Received): string | undefined {
  const replies = readReplies(text, mayLack);
  if (typeof replies === 'string') return replies;
  let next = 0;
  for (const { bytes, expect } of messages) {
    if (expect === BY_MODEL) return oddFault(role, bytes, replies.slice(next));
    if (!isAnswered({ bytes, expect })) continue;
    const reply = replies[next++];
    if (!reply && mayLack) return undefined;
    const got = reply === undefined ? 'the end' : outcomeOf(reply);
    if (got !== expect.replace(/,end$/, ''))
      return `${got} in place of ${expect} for ${JSON.stringify(bytes)}`;
    if (expect === 'stream')
      return replies.slice(next).every(({ continues }) => continues) ? undefined : 'a stream with an end';
  }
  return next < replies.length ? `${replies.length - next} replies too many` : undefined;
}

function outcomeOf({ error, continues }: Reply): string {
  if (error !== undefined) return `error:${error.split('.').at(-1)}`;
  return continues ? 'stream' : 'reply';
}

/** No more may succeed than there are calls of a known method, read by JSON.parse alone. */
function oddFault(role: Role, bytes: string, replies: readonly Reply[]): string | undefined {
  const calls = bytes.split('\0').filter((message) => SUCCEEDING[role].test(methodIn(message))).length;
  const isStream = replies.some(({ continues }) => continues);
  const succeeded =
    replies.filter(({ error, continues }) => error === undefined && !continues).length + (isStream ? 1 : 0);
  return succeeded > calls
    ? `${succeeded} succeeded where ${calls} may: ${JSON.stringify(bytes)}`
    : undefined;
}

function methodIn(message: string): string {
  try {
    return String(JSON.parse(Buffer.from(message, 'latin1').toString('utf8')).method);
  } catch {
    return '';
  }
}

/** Replies as the protocol has them, or what is wrong with them. */
function readReplies(received: string, mayLack: boolean): Reply[] | string {
  const messages = received.split('\0');
  // Whoever hangs up in mid-stream may get half of the last one.
  const rest = messages.pop();
  const replies: Reply[] = [];
  for (const message of messages) {
    try {
      const reply = JSON.parse(message);
      if (Object.keys(reply).some((key) => !REPLY_KEYS.includes(key)))
        return `a reply with other keys: ${message}`;
      if (reply.error?.endsWith('.RateLimited')) return 'the quota was met: it should have been lifted';
      replies.push(reply);
    } catch {
      return `a reply that is no JSON: ${message.slice(0, 300)}`;
    }
  }
  return rest === '' || mayLack || replies.some(({ continues }) => continues)
    ? replies
    : `half a reply: ${rest?.slice(0, 300)}`;
}
