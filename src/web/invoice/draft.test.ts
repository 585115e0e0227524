import { expect, test } from "vitest";
import { shownInvoice, shownLine } from "../../../test/invoice-shown.ts";
import { belowOf } from "./below.ts";
import { changeOf, type Draft, draftOf, isDirty, rebased } from "./draft.ts";
import { enter, problemsOf } from "./sheet.ts";
import { step } from "./undo.ts";

const line = shownLine();
const invoice = shownInvoice({ lines: [line] });

const billed = (draft: Draft, text: string): Draft => ({
  ...draft,
  work: step(draft.work, enter(draft.work.present, [{ line: 0, column: "workThisPeriod", text }])),
});

test("nothing entered, nothing to save", () => {
  expect(isDirty(draftOf(invoice))).toBe(false);
  expect(changeOf(draftOf(invoice), null)).toEqual({ version: 3 });
  expect(changeOf(draftOf(invoice), "approved")).toEqual({ version: 3, status: "approved" });
});

test("only what differs is sent", () => {
  const draft = { ...billed(draftOf(invoice), "100"), header: { ...draftOf(invoice).header, billedOn: "2026-01-30" } };
  expect(isDirty(draft)).toBe(true);
  expect(changeOf(draft, null)).toEqual({
    version: 3,
    billedOn: "2026-01-30",
    lines: [{ lineId: line.lineId, workThisPeriod: "100.00" }],
  });
  expect(isDirty(billed(billed(draftOf(invoice), "100"), "0"))).toBe(false);
});

test("what stands below line 8 is sent as a whole list, and only where it differs", () => {
  const damages = { name: "Damages", previous: "100.00", thisPeriod: "50.00", toDate: "150.00" };
  const withDamages = shownInvoice({ below: { ...invoice.below, deductions: [damages] } });
  const draft = draftOf(withDamages);
  expect(isDirty(draft)).toBe(false);
  const back = { name: "Damages", deducted: -10000n };
  const changed = {
    ...draft,
    below: { ...draft.below, deductions: [back] },
    header: { ...draft.header, isFinal: true },
  };
  expect(changeOf(changed, null)).toEqual({
    version: 3,
    isFinal: true,
    deductions: [{ name: "Damages", deducted: "-100.00" }],
  });
  expect(changeOf(rebased(changed, { ...withDamages, version: 4 }), null)).toMatchObject({ version: 4, isFinal: true });
  const shown = belowOf(withDamages, changed.work.present, changed.below);
  expect(shown.deductions).toEqual([{ name: "Damages", previous: 10000n, thisPeriod: -10000n, toDate: 0n }]);
  expect(shown.payable).toBe(10000n);
});

test("an entry that cannot be read is something that would be lost", () => {
  expect(isDirty(billed(draftOf(invoice), "abc"))).toBe(true);
});

test("entries are carried over to what somebody else saved, and only the entries", () => {
  const mine = { ...billed(draftOf(invoice), "100"), header: { ...draftOf(invoice).header, number: "1A" } };
  const newer = { ...invoice, version: 4, billedOn: "2026-01-29", lines: [{ ...line, materialsStored: "50.00" }] };
  const both = rebased(mine, newer);
  expect(changeOf(both, null)).toEqual({
    version: 4,
    number: "1A",
    lines: [{ lineId: line.lineId, workThisPeriod: "100.00" }],
  });
  expect(both.header.billedOn).toBe("2026-01-29");
  expect(both.work.present.lines[0]?.figures.completedAndStored).toBe(15000n);
  expect(problemsOf(rebased(billed(draftOf(invoice), "abc"), newer).work.present)).toHaveLength(1);
});
