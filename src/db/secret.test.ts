import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { isSealed, type Key, openKey, type SecretProblem, seal, unseal } from "./secret.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "secret-"));
  folders.push(made);
  return made;
}

function keyOf(opened: Key | SecretProblem): Key {
  if ("problem" in opened) throw new Error(opened.said);
  return opened;
}

describe("the key", () => {
  test("is made once, for its owner alone, and nothing is left beside it", () => {
    const dataDir = folder();
    const first = keyOf(openKey(dataDir, ""));
    expect(first.bytes).toHaveLength(32);
    expect(keyOf(openKey(dataDir, "")).bytes.equals(first.bytes)).toBe(true);
    expect(statSync(join(dataDir, "secret.key")).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(["secret.key"]);
  });

  test("is the environment's where that gives one, and no file is made", () => {
    const dataDir = folder();
    const given = Buffer.alloc(32, 7).toString("base64");
    expect(keyOf(openKey(dataDir, given)).bytes).toEqual(Buffer.alloc(32, 7));
    expect(readdirSync(dataDir)).toEqual([]);
  });

  test.each(["short", "YWJj", `${"A".repeat(42)}!=`])("%s is none, and is not repeated", (given) => {
    const opened = openKey(folder(), given);
    expect(opened).toMatchObject({ problem: "key_unreadable" });
    expect(JSON.stringify(opened)).not.toContain(given);
  });

  test("a file that holds something else is not written over", () => {
    const dataDir = folder();
    writeFileSync(join(dataDir, "secret.key"), "something else");
    expect(openKey(dataDir, "")).toMatchObject({ problem: "key_unreadable" });
    expect(readFileSync(join(dataDir, "secret.key"), "utf8")).toBe("something else");
  });

  test("a folder that is not there is a problem with a name", () => {
    expect(openKey(join(folder(), "gone"), "")).toMatchObject({ problem: "key_unreadable" });
  });
});

describe("a sealed text", () => {
  const key = keyOf(openKey("", Buffer.alloc(32, 1).toString("base64")));
  const other = keyOf(openKey("", Buffer.alloc(32, 2).toString("base64")));

  test.each(["pass word", "", "ключ 🗝", "sealed:v1:x"])("%j comes back as it was", (text) => {
    const sealed = seal(key, text);
    expect(isSealed(sealed)).toBe(true);
    expect(unseal(key, sealed)).toEqual({ text });
    expect(seal(key, text)).not.toBe(sealed);
  });

  test("another key does not open it", () => {
    expect(unseal(other, seal(key, "secret"))).toMatchObject({ problem: "secret_unreadable" });
  });

  test.each(["", "plain", "sealed:v1:", "sealed:v1:AAAA"])("%j is none", (text) => {
    expect(unseal(key, text)).toMatchObject({ problem: "secret_unreadable" });
  });

  test("a changed one is not opened", () => {
    const sealed = seal(key, "secret");
    const last = sealed.at(-2) === "A" ? "B" : "A";
    expect(unseal(key, `${sealed.slice(0, -2)}${last}${sealed.slice(-1)}`)).toMatchObject({
      problem: "secret_unreadable",
    });
  });
});
