// Builds the web app on this machine when what it is made of has changed since it was last built.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotStart, fileSystemSentence } from "../db/cannot-start.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
export const webDir = join(root, "dist/web");
const mark = join(webDir, ".built-from");

/** Screens are made of `web/` and of the bare files of every noun; a suffixed file never reaches the browser. */
export function isOfTheWeb(path: string): boolean {
  if (/\.test(-prop)?\.tsx?$/.test(path)) return false;
  return path.startsWith("web/") || /^(?!db\/|api\/|supervisor\/|connectors\/)[^.]+\.ts$/.test(path);
}

function sources(): readonly string[] {
  const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(root, "src/").length))
    .filter(isOfTheWeb)
    .map((path) => `src/${path}`);
  return [...files, "package-lock.json", "vite.config.ts"].sort();
}

function hashOfSources(): string {
  const hash = createHash("sha256");
  for (const path of sources()) hash.update(`${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

/** Built beside its place and exchanged, so that a running instance never serves half of it. */
export async function buildWeb(log: (line: string) => void, signal: AbortSignal): Promise<void> {
  const hash = hashOfSources();
  if (existsSync(mark) && readFileSync(mark, "utf8") === hash) return;
  log("building the web app");
  const draft = join(root, `dist/web.new-${process.pid}`);
  try {
    mkdirSync(draft, { recursive: true });
    await viteBuild(draft, signal);
    writeFileSync(join(draft, ".built-from"), hash);
    exchange(draft);
  } catch (error) {
    const sentence = fileSystemSentence(error, join(root, "dist"));
    throw sentence === null
      ? error
      : new CannotStart(`The web app cannot be built: ${join(root, "dist")} cannot be written.`, 3);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function viteBuild(outDir: string, signal: AbortSignal): Promise<void> {
  const vite = join(root, "node_modules/vite/bin/vite.js");
  const args = [vite, "build", "--outDir", outDir, "--emptyOutDir", "--logLevel", "warn"];
  const { NODE_ENV: _, ...environment } = process.env;
  const build = spawn(process.execPath, args, { cwd: root, env: environment, stdio: ["ignore", 2, 2], signal });
  const code = await new Promise<number | null>((done, fail) => {
    build.on("error", fail);
    build.on("exit", done);
  });
  if (code !== 0) throw new CannotStart("The web app could not be built; the reason is above.", 1);
}

function exchange(draft: string): void {
  const former = join(root, `dist/web.old-${process.pid}`);
  if (existsSync(webDir)) renameSync(webDir, former);
  renameSync(draft, webDir);
  rmSync(former, { recursive: true, force: true });
}
