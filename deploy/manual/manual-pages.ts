import { EXIT_CODES } from '@garland/cli/exit-codes';
import { createProgram } from '@garland/cli/program';
import { VERSION } from '@garland/daemon';
import { USAGE as DRIVER_USAGE } from '@garland/led-driver/options';
import { USAGE as GATEWAY_USAGE } from '@garland/web-gateway/options';
import { checkoutText } from '../package/checkout.ts';
import { commandsMarkdown, optionsMarkdown } from './command-sections.ts';
import { markdownToMan } from './markdown-to-man.ts';
import { titleLine } from './roff.ts';
import { usageDefinitions } from './usage-definitions.ts';

export interface ManualPage {
  readonly name: string;
  readonly section: number;
  /** man(7) */
  readonly text: string;
}

/** What a page says that is known elsewhere: `{{name}}` in it stands for this Markdown. */
type Placeholders = Readonly<Record<string, () => string>>;

const MANUAL_PAGES: readonly {
  readonly name: string;
  readonly section: number;
  readonly facts: Placeholders;
}[] = [
  {
    name: 'garland',
    section: 1,
    facts: {
      commands: () => commandsMarkdown(createProgram()),
      options: () => optionsMarkdown(createProgram().options),
      exitCodes: () =>
        Object.values(EXIT_CODES)
          .map(({ code, meaning }) => `\`${code}\`\n:   ${meaning}\n`)
          .join('\n'),
    },
  },
  { name: 'garland-driver', section: 8, facts: placeholdersFromUsage(DRIVER_USAGE) },
  { name: 'garland-gateway', section: 8, facts: placeholdersFromUsage(GATEWAY_USAGE) },
  { name: 'garland-build-addon', section: 8, facts: {} },
  { name: 'garland-driver.toml', section: 5, facts: { keys: () => configurationKeys('driver.toml') } },
  { name: 'garland-gateway.toml', section: 5, facts: { keys: () => configurationKeys('gateway.toml') } },
];

/** The manual: prose from deploy/manual/*.md, and everything else from where it is true. `date` is YYYY-MM-DD. */
export function manualPages(date: string): ManualPage[] {
  return MANUAL_PAGES.map(({ name, section, facts }) => {
    const markdown = checkoutText(`deploy/manual/${name}.${section}.md`).replaceAll(
      /\{\{(\w+)\}\}/g,
      (_, fact: string) => {
        const render = facts[fact];
        if (!render) throw new Error(`${name}.${section}.md: nobody knows {{${fact}}}`);
        return render();
      },
    );
    const title = titleLine({ name, section, date, source: `Garland ${VERSION}` });
    return { name, section, text: `${title}\n${markdownToMan(markdown)}\n` };
  });
}

function placeholdersFromUsage(usage: string): Placeholders {
  const { options, exitCodes } = usageDefinitions(usage);
  return { options: () => options, exitCodes: () => exitCodes };
}

/** What docs/configuration.md says under the file's heading. */
function configurationKeys(file: string): string {
  const [, rest = ''] = checkoutText('docs/configuration.md').split(`## ${file}\n`);
  return rest.split('\n## ')[0] ?? '';
}
