// Lists of an invoice that stand in the tables as one value: read with care, written as they are read.
import { z } from "zod";
import { amountText, type Cents, cents } from "../money/money.ts";
import type { LineNotes, StoredItem } from "./sheet.ts";
import { InvoiceMoved } from "./wire.ts";

const Amount = z.codec(z.string(), z.bigint(), { decode: (text) => cents(text), encode: (value) => amountText(value) });

const StoredItems = z.array(z.object({ id: z.string(), bought: Amount, installed: Amount, evidence: z.string() }));
export const readStoredItems = (stored: unknown): readonly StoredItem[] => StoredItems.parse(stored);
export const storedItemsText = (items: readonly StoredItem[]): string =>
  JSON.stringify(StoredItems.encode(items.map((item) => ({ ...item }))));

const Funds = z.record(z.string(), Amount);
export const readFunds = (stored: unknown): LineNotes["funds"] => new Map(Object.entries(Funds.parse(stored)));
export const fundsText = (funds: LineNotes["funds"]): string => JSON.stringify(Funds.encode(Object.fromEntries(funds)));

export type EnteredDeduction = Readonly<{ name: string; deducted: Cents }>;
const Deductions = z.array(z.object({ name: z.string(), deducted: Amount }));
export const readDeductions = (stored: unknown): readonly EnteredDeduction[] => Deductions.parse(stored);
export const deductionsText = (deductions: readonly EnteredDeduction[]): string =>
  JSON.stringify(Deductions.encode([...deductions]));

/** Columns E and F as certified. */
export type CertifiedLine = Readonly<{ lineId: string; work: Cents; materials: Cents }>;
const CertifiedLines = z.array(z.object({ lineId: z.string(), work: Amount, materials: Amount }));
export const readCertifiedLines = (stored: unknown): readonly CertifiedLine[] => CertifiedLines.parse(stored);
export const certifiedLinesText = (lines: readonly CertifiedLine[]): string =>
  JSON.stringify(CertifiedLines.encode([...lines]));

export const readMoved = (stored: unknown): InvoiceMoved[] => z.array(InvoiceMoved).parse(stored);
