// The system packages that tests need: a browser, and a real ERP to post into. dpkg is asked first; apt only for what is
// missing, and only where this user may install.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export const debianPackages: readonly string[] = readFileSync(new URL("./debian-packages.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((name) => name !== "");

/** Installs what is missing where it may; answers what is missing afterwards, with the reason. */
export function bringDebianPackages(log: (line: string) => void): { missing: readonly string[]; reason: string } {
  const missing = debianPackages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return { missing, reason: "" };
  if (!exists("apt-get")) return { missing, reason: "this system has no apt-get" };
  const asRoot = process.getuid?.() === 0 ? [] : ["sudo", "-n"];
  if (asRoot.length > 0 && !runs("sudo", ["-n", "true"]))
    return { missing, reason: "this user is not root and has no sudo without a password" };
  log(`installing Debian packages: ${missing.join(" ")} (a few minutes, once)`);
  const apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"];
  const install = [...apt, "install", "--no-install-recommends", ...missing];
  const done = say([...asRoot, ...apt, "update"]) && say([...asRoot, ...install]);
  const left = missing.filter((name) => !isInstalled(name));
  return {
    missing: left,
    reason: done ? "they are not among this system's packages" : "apt-get could not install them",
  };
}

function isInstalled(name: string): boolean {
  const asked = spawnSync("dpkg", ["-s", name], { encoding: "utf8" });
  return asked.status === 0 && asked.stdout.includes("\nStatus: install ok installed\n");
}

const runs = (command: string, args: readonly string[]): boolean =>
  spawnSync(command, [...args], { stdio: "ignore" }).status === 0;

export const exists = (command: string): boolean => runs("/bin/sh", ["-c", `command -v "$0"`, command]);

/** apt's own words go to stderr with the rest of the progress. */
const say = ([command, ...args]: readonly string[]): boolean =>
  spawnSync(command!, args, { stdio: ["ignore", 2, 2] }).status === 0;
