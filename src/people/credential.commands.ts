// What people prove themselves with: passwords hashed with argon2id, and tokens of which only a hash is kept.
import { createHash, randomBytes } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import type { CompanyId } from "../db/transaction.ts";
import { accessTokenMark } from "./token.ts";

export const hashPassword = (password: string): Promise<string> => hash(password);

/** What an unknown e-mail's password is held against, so that the answer costs as much as for a known one. */
let decoy: Promise<string> | null = null;

/** Null: nobody's password, which is never right. */
export async function isPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(randomBytes(16).toString("hex"));
  const isRight = await verify(passwordHash ?? (await decoy), password);
  return isRight && passwordHash !== null;
}

/** Tokens are random and long, so that one round of a fast hash keeps them. */
export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

export const newSecret = (): string => randomBytes(32).toString("base64url");

export const newCompanyToken = (companyId: CompanyId): string => `${companyId}.${newSecret()}`;

export const newAccessToken = (companyId: CompanyId): string => `${accessTokenMark}${newCompanyToken(companyId)}`;
