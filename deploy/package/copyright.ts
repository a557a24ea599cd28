import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutText, ROOT } from './checkout.ts';

/** The accepted licences of third-party code, with Debian's names. Adding one is a decision. */
const LICENSES: Readonly<Record<string, string>> = {
  MIT: 'Expat',
  ISC: 'ISC',
  'BSD-2-Clause': 'BSD-2-clause',
  'BSD-3-Clause': 'BSD-3-clause',
  'Apache-2.0': 'Apache-2.0',
  // The one of the two whose text every Debian system has.
  '(MIT OR Apache-2.0)': 'Apache-2.0',
};

/** Licence texts that every Debian system has. */
const COMMON_LICENSE_TEXTS: Readonly<Record<string, string>> = {
  'Apache-2.0': 'On Debian systems, the text of this licence is /usr/share/common-licenses/Apache-2.0.',
};

interface CopyrightPart {
  /** The covered path in the checkout. */
  readonly files: string;
  readonly copyrightHolders: readonly string[];
  readonly license: string;
  readonly text: string;
}

/**
 * The package's copyright file: Garland's copyright, and that of every third-party package in it, from its licence file.
 *
 * @see https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
 * @throws if one of them has a licence that is not on the list, or none at all
 */
export function copyrightFile(packages: readonly string[]): string {
  const parts = [ownPart(), ...packages.map(partForPackage), ledLibraryPart()];
  const texts = new Map<string, string>();
  const paragraphs = parts.map((part) => {
    const name = licenseNameFor(part, texts);
    return `Files: ${part.files}\nCopyright: ${part.copyrightHolders.join('\n           ')}\nLicense: ${name}\n`;
  });
  const licenses = [...texts].map(([text, name]) => `License: ${name}\n${indented(text)}\n`);
  return [HEADER, ...paragraphs, ...licenses].join('\n');
}

const HEADER = `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: garland
Source: https://github.com/garland-tree/garland
Comment: The paths are those of the source. What lies under node_modules there
 is in the bundles /usr/lib/garland/*.cjs, or in /usr/lib/garland/node_modules.
`;

function ownPart(): CopyrightPart {
  return partFrom('*', 'MIT', checkoutText('LICENSE'), undefined);
}

function partForPackage(folder: string): CopyrightPart {
  const { license, author } = JSON.parse(checkoutText(join(folder, 'package.json')));
  const file = readdirSync(join(ROOT, folder)).find((name) =>
    /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(name),
  );
  if (!file) throw new Error(`${folder} has no licence text`);
  return partFrom(`${folder}/*`, license, checkoutText(join(folder, file)), author?.name ?? author);
}

/** The C library inside the addon has a licence of its own. */
function ledLibraryPart(): CopyrightPart {
  const folder = 'node_modules/rpi-ws281x-native/src/rpi_ws281x';
  return partFrom(`${folder}/*`, 'BSD-2-Clause', checkoutText(join(folder, 'LICENSE')), undefined);
}

function partFrom(files: string, spdx: string, text: string, author: string | undefined): CopyrightPart {
  const license = LICENSES[spdx];
  if (!license)
    throw new Error(`${files}: "${spdx}" is not a licence that deploy/package/copyright.ts knows`);
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const holders = lines.filter(isCopyrightNotice).map((line) => line.replace(/^(copyright\s*)+/i, ''));
  const body = lines.filter((line) => !isCopyrightNotice(line)).join('\n');
  return {
    files,
    copyrightHolders: holders.length > 0 ? holders : [`the authors of ${author ?? files}`],
    license,
    text: COMMON_LICENSE_TEXTS[license] ?? body.replace(/\n{3,}/g, '\n\n').trim(),
  };
}

function isCopyrightNotice(line: string): boolean {
  return /^copyright (\(c\)|©|\d)/i.test(line);
}

/** Each text has its own name: further texts of a licence are followed by the name of the package. */
function licenseNameFor({ files, license, text }: CopyrightPart, texts: Map<string, string>): string {
  const words = normalizedText(text);
  for (const [known, name] of texts) if (normalizedText(known) === words) return name;
  const isFirst = ![...texts.values()].includes(license);
  const name = isFirst
    ? license
    : `${license}~${files.replace(/^.*node_modules\/|\/\*$/g, '').replaceAll('/', '-')}`;
  texts.set(text, name);
  return name;
}

/** The words only: line breaks and titles do not make it another licence. */
function normalizedText(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/^ ?(the )?(mit|isc) licen[cs]e( mit)? /, '')
    .trim();
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? ' .' : ` ${line}`))
    .join('\n');
}
