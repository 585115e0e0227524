// The second step of signing in: codes of an authenticator app (TOTP), and recovery codes for who has lost it. Each code
// counts once.
import { randomBytes } from "node:crypto";
import { generateSecret, generateURI, verifySync } from "otplib";
import { openKey, type SecretProblem, seal, unseal } from "../db/secret.ts";
import type { Tx } from "../db/transaction.ts";
import { type Refusal, refuse } from "../refusal.ts";
import { sha256 } from "./credential.commands.ts";
import { lockTwoSteps, recoveryCodesLeft, saveLastStep, spendRecoveryCode, type TwoSteps } from "./sign-in.db.ts";

const periodSeconds = 30;
const recoveryCodesGiven = 10;

export type NewSecret = Readonly<{ secret: string; uri: string; sealed: string }>;

/** A secret for an authenticator app, and sealed to be kept. */
export function makeSecret(dataDir: string, email: string): NewSecret | Refusal {
  const key = openKey(dataDir);
  if ("problem" in key) return sealBroken(key);
  const secret = generateSecret();
  return {
    secret,
    uri: generateURI({ issuer: "Drawbridge", label: email, secret }),
    sealed: seal(key, secret),
  };
}

const sealBroken = ({ said }: SecretProblem): Refusal =>
  refuse("closed", [{ code: "key_unreadable", values: { said } }]);

/** Eighty random bits each, in letters and digits that are not taken for one another. */
export function makeRecoveryCodes(): readonly string[] {
  const letters = "abcdefghjkmnpqrstuvwxyz023456789";
  return Array.from({ length: recoveryCodesGiven }, () =>
    [...randomBytes(16)]
      .map((byte, index) => `${index % 4 === 0 && index > 0 ? "-" : ""}${letters[byte % 32]}`)
      .join(""),
  );
}

export const recoveryCodeHash = (code: string): string => sha256(code.toLowerCase().replace(/[^a-z0-9]/g, ""));

export type CodeUsed = Readonly<{ by: "app" } | { by: "recoveryCode"; left: number }>;

/** Uses a code up: one of the app's, or a recovery code. */
export async function takeCode(
  tx: Tx,
  userId: string,
  code: string,
  dataDir: string,
  at: Date,
): Promise<CodeUsed | Refusal> {
  const twoSteps = await lockTwoSteps(tx, userId);
  if (twoSteps === null || !twoSteps.isConfirmed) return refuse("wrong_code");
  if (isAppCode(code)) return (await takeAppCode(tx, userId, twoSteps, code, dataDir, at)) ?? { by: "app" };
  if (!(await spendRecoveryCode(tx, userId, recoveryCodeHash(code), at))) return refuse("wrong_code");
  return { by: "recoveryCode", left: await recoveryCodesLeft(tx, userId) };
}

const digitsOf = (code: string): string => code.replace(/\s/g, "");
const isAppCode = (code: string): boolean => /^\d{6}$/.test(digitsOf(code));

/** Null where the code was right, and is used up now. A clock may be half a minute off. */
export async function takeAppCode(
  tx: Tx,
  userId: string,
  { sealedSecret, lastStep }: TwoSteps,
  code: string,
  dataDir: string,
  at: Date,
): Promise<Refusal | null> {
  if (!isAppCode(code)) return refuse("wrong_code");
  const key = openKey(dataDir);
  if ("problem" in key) return sealBroken(key);
  const opened = unseal(key, sealedSecret);
  if ("problem" in opened) return refuse("closed", [{ code: "two_step_unreadable" }]);
  const epoch = Math.floor(at.getTime() / 1000);
  const found = verifySync({
    secret: opened.text,
    token: digitsOf(code),
    epoch,
    period: periodSeconds,
    epochTolerance: periodSeconds,
  });
  if (!found.valid) return refuse("wrong_code");
  const step = Math.floor(epoch / periodSeconds) + found.delta;
  if (step <= lastStep) return refuse("wrong_code");
  await saveLastStep(tx, userId, step);
  return null;
}
