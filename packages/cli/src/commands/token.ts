import { Command } from 'commander';
import type { Context } from '../context.ts';
import { DEFAULT_FOLDER, tokenCommandFor, tokenFolder } from '../tokens/folder.ts';
import { initialise } from '../tokens/init.ts';
import { parseLifetime } from '../tokens/lifetime.ts';
import { readRegistry } from '../tokens/registry.ts';
import { revokeTokens } from '../tokens/revoke.ts';
import { scopeOf, wantedIds } from '../tokens/scope.ts';
import { tokenTable } from '../tokens/table.ts';
import { calendarDay } from '../wording.ts';
import { command } from './command.ts';

interface FolderOption {
  readonly dir: string;
}

export function tokenCommand(): Command {
  const token = new Command('token').description('keys for the web: what IFTTT, a phone or a script shows');
  for (const child of [initCommand(), createCommand(), listCommand(), revokeCommand()]) {
    token.addCommand(child.option('--dir <dir>', 'where keys and registry are', DEFAULT_FOLDER));
  }
  return token;
}

function initCommand(): Command {
  return command<FolderOption & { tree: string }>(
    'init',
    'make the signing key, the public key and an empty registry',
    (context, _words, { dir, tree }) => {
      const folder = tokenFolder(dir);
      initialise(folder, tree);
      const { signingKey, publicKey, registry } = folder;
      context.answer({ tree, signingKey, publicKey, registry }, () =>
        [
          `Tokens for the tree "${tree}" can be made now:  ${tokenCommandFor(folder, 'create ifttt')}`,
          `  ${signingKey}  mints tokens: keep it secret, and keep a backup`,
          `  ${publicKey}  checks them: the gateway's half`,
          `  ${registry}  lists them`,
        ].join('\n'),
      );
    },
  ).requiredOption('--tree <name>', "this tree's name; its tokens work nowhere else");
}

interface CreateOptions extends FolderOption {
  readonly allow?: string;
  readonly status?: boolean;
  readonly expires: string;
}

function createCommand(): Command {
  return command<CreateOptions>('create <name>', 'issue a token; it is printed once and kept nowhere', create)
    .option('--allow <ids>', 'what it may play: IDs with commas between, or "all" (the default)')
    .option('--status', 'it may ask what the tree shows (alone: that and nothing else)')
    .option('--expires <lifetime>', 'how long it is good for, such as 12h, 180d, 1y', '180d');
}

async function create(
  context: Context,
  [name = '']: readonly string[],
  { dir, allow, status = false, expires }: CreateOptions,
): Promise<void> {
  // Only this command signs, and only this one knows animations: the others need not wait for either to load.
  const { issueToken } = await import('../tokens/issue.ts');
  const { knownIds } = await import('../tokens/known-ids.ts');
  const folder = tokenFolder(dir);
  const scope = scopeOf({ allow, status }, await knownIds(context, wantedIds(allow)));
  const { token, tree, record, dropped } = await issueToken(folder, {
    name,
    scope,
    lifetimeS: parseLifetime(expires),
  });
  if (dropped > 0) {
    const what = dropped === 1 ? 'a token' : `${dropped} tokens`;
    context.note(
      `To make room, ${what} that expired more than 30 days ago ${dropped === 1 ? 'was' : 'were'} taken out of the registry.`,
    );
  }
  context.answer({ token, tree, ...record }, () => token);
  context.note(
    [
      `This is the token of "${name}", good until ${calendarDay(new Date(record.exp * 1000))} for: ${record.scope}`,
      'It can not be shown again. Whoever has it may do the above: treat it like a key.',
      `Send it as the header  Authorization: Bearer <token>   Take it back:  ${tokenCommandFor(folder, `revoke ${name}`)}`,
    ].join('\n'),
  );
}

function listCommand(): Command {
  return command<FolderOption>('list', 'the tokens that were issued', (context, _words, { dir }) => {
    const folder = tokenFolder(dir);
    const { tree, tokens } = readRegistry(folder);
    context.answer({ tree, tokens }, () =>
      tokens.length === 0
        ? `No tokens yet:  ${tokenCommandFor(folder, 'create ifttt')}`
        : tokenTable(tokens, Date.now() / 1000),
    );
  });
}

function revokeCommand(): Command {
  return command<FolderOption & { all?: boolean }>(
    'revoke <name-or-jti>',
    'take a token back, from the next request on',
    async (context, [nameOrJti = ''], { dir, all = false }) => {
      const revocation = await revokeTokens(tokenFolder(dir), nameOrJti, all);
      context.answer(revocation, () =>
        [
          ...revocation.revoked.map(({ sub, jti }) => `Revoked ${sub} (${jti}).`),
          ...(revocation.revoked.length === 0
            ? [
                `${revocation.revokedBefore.length === 1 ? 'It was' : 'They were'} revoked already; nothing has changed.`,
              ]
            : []),
        ].join('\n'),
      );
    },
  ).option('--all', 'every token of that name');
}
