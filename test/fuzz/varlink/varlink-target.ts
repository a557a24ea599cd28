import type { Role } from '@garland/protocol';
import {
  BY_MODEL,
  type ExchangeResult,
  type FuzzCase,
  type FuzzMessage,
  type FuzzTarget,
  sendAndReceive,
} from '../fuzz-target.ts';
import { generateCalls } from './call-generator.ts';

interface VarlinkReply {
  readonly error?: string;
  readonly continues?: boolean;
}

/** Each of these may succeed on the socket of its role, and nothing else. */
const ALLOWED_METHODS: Readonly<Record<Role, RegExp>> = {
  remote:
    /^(?:io\.garland\.Driver\.(?:Play|List|Status|Watch)|org\.varlink\.service\.Get(?:Info|InterfaceDescription))$/,
  local:
    /^(?:io\.garland\.Driver\.(?:Play|List|Status|Watch|SetBrightness|Strip|Frames|Reload)|org\.varlink\.service\.Get(?:Info|InterfaceDescription))$/,
};
const REPLY_KEYS: readonly string[] = ['parameters', 'continues', 'error'];

/** One of the driver's sockets. */
export function varlinkTarget(role: Role, path: string): FuzzTarget {
  return {
    name: role,
    concurrency: role === 'remote' ? 2 : 4,
    generate: (random) => ({ endpoint: role, seed: random.bits(), messages: generateCalls(random, role) }),
    async run(conversation) {
      const bytesOf = (messages: readonly FuzzMessage[]): Buffer =>
        Buffer.from(messages.map(({ bytes }) => bytes).join(''), 'latin1');
      const [known, odd] = [conversation.messages.slice(0, -1), conversation.messages.slice(-1)];
      const parts = {
        known: bytesOf(known),
        mutated: bytesOf(odd),
        knownAnswers: known.filter(isAnswered).length,
        delimiter: '\0',
      };
      return checkReplies(role, conversation, await sendAndReceive({ path }, parts, conversation.seed));
    },
  };
}

function isAnswered({ expect }: FuzzMessage): boolean {
  return expect === 'reply' || expect === 'stream' || expect.startsWith('error:');
}

function checkReplies(
  role: Role,
  { messages }: FuzzCase,
  { text, isTruncationAllowed }: ExchangeResult,
): string | undefined {
  const replies = readReplies(text, isTruncationAllowed);
  if (typeof replies === 'string') return replies;
  let next = 0;
  for (const { bytes, expect } of messages) {
    if (expect === BY_MODEL) return mutatedProblem(role, bytes, replies.slice(next));
    if (!isAnswered({ bytes, expect })) continue;
    const reply = replies[next++];
    if (!reply && isTruncationAllowed) return undefined;
    const got = reply === undefined ? 'the end' : outcomeOf(reply);
    if (got !== expect.replace(/,end$/, ''))
      return `${got} in place of ${expect} for ${JSON.stringify(bytes)}`;
    if (expect === 'stream')
      return replies.slice(next).every(({ continues }) => continues) ? undefined : 'a stream with an end';
  }
  return next < replies.length ? `${replies.length - next} replies too many` : undefined;
}

function outcomeOf({ error, continues }: VarlinkReply): string {
  if (error !== undefined) return `error:${error.split('.').at(-1)}`;
  return continues ? 'stream' : 'reply';
}

/** No more may succeed than there are calls of a known method, read by JSON.parse alone. */
function mutatedProblem(role: Role, bytes: string, replies: readonly VarlinkReply[]): string | undefined {
  const calls = bytes.split('\0').filter((message) => ALLOWED_METHODS[role].test(methodIn(message))).length;
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
function readReplies(received: string, mayLack: boolean): VarlinkReply[] | string {
  const messages = received.split('\0');
  // A client that closes in mid-stream can get half of the last reply.
  const rest = messages.pop();
  const replies: VarlinkReply[] = [];
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
