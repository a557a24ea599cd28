/** Every `garland token` command has it. */
export interface TokenFolderOption {
  readonly dir: string;
}
