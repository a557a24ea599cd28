export { CaptionedTree } from './captioned-tree.ts';
export { LiveTree, type LiveTreeOptions } from './live-tree.ts';
export { SGR_COLOR_ENCODERS } from './sgr-colors.ts';
