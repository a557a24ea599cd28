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

/** Markdown for each `{{name}}` in a page: facts that the code or docs/configuration.md hold. */
type Placeholders = Readonly<Record<string, () => string>>;

const MANUAL_PAGES: readonly {
  readonly name: string;
  readonly section: number;
  readonly placeholders: Placeholders;
}[] = [
  {
    name: 'garland',
    section: 1,
    placeholders: {
      commands: () => commandsMarkdown(createProgram()),
      options: () => optionsMarkdown(createProgram().options),
      exitCodes: () =>
        Object.values(EXIT_CODES)
          .map(({ code, meaning }) => `\`${code}\`\n:   ${meaning}\n`)
          .join('\n'),
    },
  },
  { name: 'garland-driver', section: 8, placeholders: placeholdersFromUsage(DRIVER_USAGE) },
  { name: 'garland-gateway', section: 8, placeholders: placeholdersFromUsage(GATEWAY_USAGE) },
  { name: 'garland-build-addon', section: 8, placeholders: {} },
  { name: 'garland-driver.toml', section: 5, placeholders: { keys: () => configurationKeys('driver.toml') } },
  {
    name: 'garland-gateway.toml',
    section: 5,
    placeholders: { keys: () => configurationKeys('gateway.toml') },
  },
];

/** The manual: the prose of deploy/manual/*.md with its placeholders filled in. `date` is YYYY-MM-DD. */
export function manualPages(date: string): ManualPage[] {
  return MANUAL_PAGES.map(({ name, section, placeholders }) => {
    const markdown = checkoutText(`deploy/manual/${name}.${section}.md`).replaceAll(
      /\{\{(\w+)\}\}/g,
      (_, placeholder: string) => {
        const render = placeholders[placeholder];
        if (!render) throw new Error(`${name}.${section}.md: unknown placeholder {{${placeholder}}}`);
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

/** The section of docs/configuration.md about this file. */
function configurationKeys(file: string): string {
  const [, rest = ''] = checkoutText('docs/configuration.md').split(`## ${file}\n`);
  return rest.split('\n## ')[0] ?? '';
}
