// Why Drawbridge cannot start on this machine, in one sentence for the person who started it.
// Exit codes: 1 it is not so, 2 a wrong call or input, 3 the machine lacks something.
export class CannotStart extends Error {
  readonly exitCode: 1 | 2 | 3;

  constructor(sentence: string, exitCode: 1 | 2 | 3) {
    super(sentence);
    this.name = "CannotStart";
    this.exitCode = exitCode;
  }
}

/** The operating system's code of an error (`ENOENT`, `EROFS`), or PostgreSQL's (`28P01`); "" where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** A sentence for what the file system refuses, or null where the error is of another kind. */
export function fileSystemSentence(error: unknown, folder: string): string | null {
  switch (codeOf(error)) {
    case "EROFS":
    case "EACCES":
    case "EPERM":
      return `The data folder ${folder} cannot be written (${codeOf(error)}). Give one that can: --data DIR.`;
    case "ENOSPC":
    case "EDQUOT":
      return `There is no space left for the data folder ${folder}. Make room, or give another: --data DIR.`;
    case "ENOTDIR":
    case "EEXIST":
      return `The data folder ${folder} is a file, or lies below one. Give another: --data DIR.`;
    case "ENOENT":
    case "ENAMETOOLONG":
    case "EINVAL":
    case "EIO":
      return `The data folder ${folder} cannot be made (${codeOf(error)}). Give another: --data DIR.`;
    default:
      return null;
  }
}
