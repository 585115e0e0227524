// Secrets that are kept in the database (an ERP's password) are sealed with a key that is not: AES-256-GCM, the key from
// DRAWBRIDGE_KEY or from a file of the data folder. Who reads a copy of the database alone reads no secret.
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "../assert.ts";
import { codeOf } from "./cannot-start.ts";

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const mark = "sealed:v1:";

export type Key = Readonly<{ bytes: Buffer }>;

/**
 * - `key_unreadable`: the installation's key cannot be read, or is not one.
 * - `secret_unreadable`: the text was sealed with another key, or changed since.
 */
export type SecretProblem = Readonly<{ problem: "key_unreadable" | "secret_unreadable"; said: string }>;

/** The installation's key; made, readable by its owner alone, where there is none yet. */
export function openKey(dataDir: string, given = process.env.DRAWBRIDGE_KEY ?? ""): Key | SecretProblem {
  if (given !== "") return keyOf(given, "DRAWBRIDGE_KEY");
  assert(dataDir !== "", "an installation has a data folder");
  const file = join(dataDir, "secret.key");
  try {
    return keyOf(readFileSync(file, "utf8"), file);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") return { problem: "key_unreadable", said: `${file} (${codeOf(error)})` };
  }
  return makeKey(dataDir, file);
}

/** Two processes may make one at the same moment: the file appears whole and once, and both read it. */
function makeKey(dataDir: string, file: string): Key | SecretProblem {
  const mine = join(dataDir, `secret.key.${randomUUID()}`);
  try {
    writeFileSync(mine, `${randomBytes(keyBytes).toString("base64")}\n`, { mode: 0o600, flag: "wx", flush: true });
    try {
      linkSync(mine, file);
    } catch (error) {
      if (codeOf(error) !== "EEXIST") throw error;
    }
    return keyOf(readFileSync(file, "utf8"), file);
  } catch (error) {
    const code = codeOf(error);
    if (code === "") throw error;
    return { problem: "key_unreadable", said: `${file} (${code})` };
  } finally {
    rmSync(mine, { force: true });
  }
}

function keyOf(text: string, from: string): Key | SecretProblem {
  const typed = text.trim();
  const bytes = Buffer.from(typed, "base64");
  const isKey = /^[A-Za-z0-9+/]{43}=$/.test(typed) && bytes.length === keyBytes;
  return isKey ? { bytes } : { problem: "key_unreadable", said: `${from} is not ${keyBytes} bytes in base64` };
}

/** The same text sealed twice gives two texts. */
export function seal({ bytes }: Key, text: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv("aes-256-gcm", bytes, nonce);
  const closed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `${mark}${Buffer.concat([nonce, cipher.getAuthTag(), closed]).toString("base64url")}`;
}

export function isSealed(text: string): boolean {
  return text.startsWith(mark);
}

export function unseal({ bytes }: Key, sealed: string): { text: string } | SecretProblem {
  const whole = Buffer.from(sealed.slice(mark.length), "base64url");
  if (!isSealed(sealed) || whole.length < nonceBytes + tagBytes) {
    return { problem: "secret_unreadable", said: "The text is not a sealed one." };
  }
  const decipher = createDecipheriv("aes-256-gcm", bytes, whole.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(whole.subarray(nonceBytes, nonceBytes + tagBytes));
  const opened = decipher.update(whole.subarray(nonceBytes + tagBytes));
  try {
    return { text: Buffer.concat([opened, decipher.final()]).toString("utf8") };
  } catch {
    // The only thing `final` can say here: the seal is broken.
    return { problem: "secret_unreadable", said: "It was sealed with another key, or changed since." };
  }
}
