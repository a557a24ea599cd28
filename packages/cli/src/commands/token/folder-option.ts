/** Every `garland token` command has it. */
export interface FolderOption {
  readonly dir: string;
}
