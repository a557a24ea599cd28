import { join } from 'node:path';
import { ROOT } from '@garland/test-kit/programs';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import { isBlock } from 'typescript/unstable/ast/is';
import { API } from 'typescript/unstable/sync';

/** The lines of each function with a block as its body. An arrow function that is one expression does not count. */
export function functionSizes(packages: readonly string[]): number[] {
  const api = new API({ cwd: ROOT });
  try {
    return packages.flatMap((name) => {
      const config = join(ROOT, 'packages', name, 'tsconfig.json');
      const program = api.updateSnapshot({ openProjects: [config] }).getProject(config)?.program;
      return (program?.getSourceFileNames() ?? [])
        .filter((file) => file.startsWith(join(ROOT, 'packages', name, 'src/')))
        .flatMap((file) => sizesIn(program?.getSourceFile(file)));
    });
  } finally {
    api.close();
  }
}

function sizesIn(source: SourceFile | undefined): number[] {
  const sizes: number[] = [];
  const visit = (node: Node): void => {
    const { body } = node as { readonly body?: Node };
    if (body && isBlock(body))
      sizes.push(source?.text.slice(node.getStart(source), node.end).split('\n').length ?? 0);
    node.forEachChild(visit);
  };
  if (source) visit(source);
  return sizes;
}
