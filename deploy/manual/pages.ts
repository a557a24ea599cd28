import { EXIT_CODES } from '@garland/cli/exit-code';
import { createProgram } from '@garland/cli/program';
import { VERSION } from '@garland/config';
import { USAGE as DRIVER_USAGE } from '@garland/led-driver/options';
import { USAGE as GATEWAY_USAGE } from '@garland/web-gateway/options';
import { textOf } from '../package/root.ts';
import { describeCommands, describeOptions } from './commands.ts';
import { manFrom } from './markdown.ts';
import { titleLine } from './roff.ts';
import { definitionsFrom } from './usage.ts';

export interface ManualPage {
  readonly name: string;
  readonly section: number;
  /** man(7) */
  readonly text: string;
}

/** What a page says that is known elsewhere: `{{name}}` in it stands for this Markdown. */
type Facts = Readonly<Record<string, () => string>>;

const PAGES: readonly { readonly name: string; readonly section: number; readonly facts: Facts }[] = [
  {
    name: 'garland',
    section: 1,
    facts: {
      commands: () => describeCommands(createProgram()),
      options: () => describeOptions(createProgram().options),
      exitCodes: () =>
        Object.values(EXIT_CODES)
          .map(({ code, meaning }) => `\`${code}\`\n:   ${meaning}\n`)
          .join('\n'),
    },
  },
  { name: 'garland-driver', section: 8, facts: factsOf(DRIVER_USAGE) },
  { name: 'garland-gateway', section: 8, facts: factsOf(GATEWAY_USAGE) },
  { name: 'garland-build-addon', section: 8, facts: {} },
  { name: 'garland-driver.toml', section: 5, facts: { keys: () => configurationOf('driver.toml') } },
  { name: 'garland-gateway.toml', section: 5, facts: { keys: () => configurationOf('gateway.toml') } },
];

/** The manual: prose from deploy/manual/*.md, and everything else from where it is true. `date` is YYYY-MM-DD. */
export function manualPages(date: string): ManualPage[] {
  return PAGES.map(({ name, section, facts }) => {
    const markdown = textOf(`deploy/manual/${name}.${section}.md`).replaceAll(
      /\{\{(\w+)\}\}/g,
      (_, fact: string) => {
        const tell = facts[fact];
        if (!tell) throw new Error(`${name}.${section}.md: nobody knows {{${fact}}}`);
        return tell();
      },
    );
    const title = titleLine({ name, section, date, source: `Garland ${VERSION}` });
    return { name, section, text: `${title}\n${manFrom(markdown)}\n` };
  });
}

function factsOf(usage: string): Facts {
  const { options, exitCodes } = definitionsFrom(usage);
  return { options: () => options, exitCodes: () => exitCodes };
}

/** What docs/configuration.md says under the file's heading. */
function configurationOf(file: string): string {
  const [, rest = ''] = textOf('docs/configuration.md').split(`## ${file}\n`);
  return rest.split('\n## ')[0] ?? '';
}
