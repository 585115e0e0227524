// Files that went wrong in every way a keyboard, a spreadsheet or a bad line can make them: whatever comes, the import
// answers, shows nothing that is not in the file, and adds up.
import fc from "fast-check";
import { expect, test } from "vitest";
import { amountText, cents, centsMax, sum } from "../money/money.ts";
import { imports } from "../words/en/imports.ts";
import { readTypedAmount } from "./read-number.ts";
import { readScheduleFile } from "./schedule-import.csv.ts";
import { problemSentence, type ScheduleImport } from "./schedule-import.ts";

const costCodes: ReadonlySet<string> = new Set(["01-100", "02-200"]);

const good = `Item,Description,Cost Code,Quantity,Unit,Unit Price,Amount
1,Mobilization,01-100,1,LS,15000.00,"15,000.00"
2,"Concrete, footings ""A""",02-200,"1,250.5",CY,120.25,
3,Drywall & Carpentry,None,,,,$36000.00
4,Béton armé,,12.5,M3,0.3,3.75
5,Credit,01-100,,,,(250.00)
,Total,,,,,"201,126.38"
`;

/** Pieces that break things: separators, quotation marks, signs, numbers in other shapes, characters nobody prints. */
const piece = fc.oneof(
  fc.constantFrom(
    ..."\",;\t\r\n-+$()%.=#\\'\0\u0007\u00a0\u2028\u202e\ufeff\ufffd😀é",
    "\r\n",
    '""',
    "1e3",
    "12,5",
    "--5",
    "1.005",
    "99999999999999999999",
    "None",
    "Total",
    "Item",
    "Amount",
    "#REF!",
    "constructor",
    "__proto__",
    "{given}",
    "<b>",
  ),
  fc.string({ unit: "binary", maxLength: 4 }),
);

type Edit = { kind: "insert" | "replace" | "remove" | "double" | "turn"; at: number; length: number; text: string };
const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom("insert", "replace", "remove", "double", "turn"),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 40 }),
  text: piece,
});

function edited(text: string, { kind, at, length, text: added }: Edit): string {
  const start = text.length === 0 ? 0 : at % text.length;
  const part = text.slice(start, start + length);
  const [before, after] = [text.slice(0, start), text.slice(start + length)];
  switch (kind) {
    case "insert":
      return before + added + part + after;
    case "replace":
      return before + added + after;
    case "remove":
      return before + after;
    case "double":
      return before + part + part + after;
    case "turn":
      return before + [...part].reverse().join("") + after;
  }
}

function mustHoldOf(imported: ScheduleImport, text: string): void {
  const { lines, total, problems } = imported;
  const inFile = (part: string) => text.includes(part) || text.includes(part.replaceAll('"', '""'));
  if (total !== sum(lines.map((line) => line.scheduledValue))) throw new Error("the total is not the sum of the lines");
  if (lines.length === 0 && problems.length === 0) throw new Error("nothing was read, and nothing was said");
  if (new Set(lines.map((line) => line.item)).size < lines.length && problems.length === 0) {
    throw new Error("an item number twice");
  }

  for (const line of lines) {
    const texts = [line.item, line.description, line.costCode ?? "", line.unit ?? ""];
    if (!texts.every(inFile)) throw new Error(`a text that is not in the file: ${JSON.stringify(texts)}`);
    if (line.item === "" || line.description === "") throw new Error("a line without its names");
    if (line.item.length > 60 || line.description.length > 200) throw new Error("a text that is too long");
    if (line.costCode !== null && !costCodes.has(line.costCode)) throw new Error("a cost code that does not exist");
    if (line.scheduledValue > centsMax || line.scheduledValue < -centsMax)
      throw new Error("an amount too large to keep");
    const isUnit = line.quantity !== null && line.unitPrice !== null;
    if (isUnit !== (line.method === "unit")) throw new Error("a unit line without quantity and price");
    if (line.method === "amount") {
      // The digits of an amount line stand in the file, whatever signs and commas stood between them.
      const digits = amountText(line.scheduledValue)
        .replace(/\D/g, "")
        .replace(/^0+|0+$/g, "");
      if (!text.replace(/[$,.\s]/g, "").includes(digits))
        throw new Error(`an amount that is not in the file: ${digits}`);
    }
  }

  for (const problem of problems) {
    if (!(problem.code in imports)) throw new Error(`a problem without a sentence: ${problem.code}`);
    const sentence = problemSentence(problem);
    if (sentence === "" || sentence.includes("undefined")) throw new Error(`not a sentence: ${sentence}`);
    if (problem.row !== undefined && problem.row < 1) throw new Error("rows are counted from one");
  }
}

test("the file that is edited below is good", () => {
  const imported = readScheduleFile(new TextEncoder().encode(good), costCodes);
  expect(imported.problems).toEqual([]);
  expect(imported.lines.map((line) => amountText(line.scheduledValue))).toEqual([
    "15000.00",
    "150372.63", // 1,250.5 x 120.25 is 150,372.625
    "36000.00",
    "3.75",
    "-250.00",
  ]);
  expect(imported.total).toBe(cents("201126.38"));
});

test("a good file with a few edits is answered, whatever they are", () => {
  let refused = 0;
  let taken = 0;
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const bytes = new TextEncoder().encode(edits.reduce(edited, good));
      // What a decoder makes of the bytes: lone halves of a character are replaced, as an editor would.
      const text = new TextDecoder().decode(bytes);
      const imported = readScheduleFile(bytes, costCodes);
      mustHoldOf(imported, text);
      if (imported.problems.length === 0) taken += 1;
      else refused += 1;
    }),
    { numRuns: 4000 },
  );
  // Both happen, or the edits would prove nothing.
  expect(Math.min(taken, refused)).toBeGreaterThan(100);
});

test("a good file with bytes flipped is answered", () => {
  const original = new TextEncoder().encode(good);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 5 }),
      (flips) => {
        const bytes = original.slice();
        for (const [at, byte] of flips) bytes[at % bytes.length] = byte;
        mustHoldOf(readScheduleFile(bytes, costCodes), new TextDecoder().decode(bytes));
      },
    ),
    { numRuns: 2000 },
  );
});

test("any bytes are answered", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const imported = readScheduleFile(bytes, costCodes);
      if (imported.problems.length === 0) throw new Error("noise was taken for a schedule of values");
      for (const problem of imported.problems) problemSentence(problem);
    }),
    { numRuns: 1000 },
  );
});

test("what the product writes it reads back: any lines, any separator, quoted as they need it", () => {
  const name = fc
    .stringMatching(/^[!-~]([ -~]{0,38}[!-~])?$/)
    .filter((text) => !/^(grand\s+)?totals?\s*:?$/i.test(text));
  const line = fc.record({ item: name, description: name, amount: fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }) });
  const lines = fc.uniqueArray(line, { minLength: 1, maxLength: 20, selector: ({ item }) => item });
  fc.assert(
    fc.property(lines, fc.constantFrom(",", ";", "\t"), fc.constantFrom("\n", "\r\n"), (rows, separator, end) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const file = [
        ["Item", "Description", "Amount"],
        ...rows.map(({ item, description, amount }) => [quoted(item), quoted(description), amountText(amount)]),
      ];
      const text = file.map((row) => row.join(separator)).join(end);
      const imported = readScheduleFile(new TextEncoder().encode(text), costCodes);
      if (imported.problems.length > 0) throw new Error(imported.problems.map(problemSentence).join(" "));
      const read = imported.lines.map(({ item, description, scheduledValue }) => [item, description, scheduledValue]);
      expect(read).toEqual(rows.map(({ item, description, amount }) => [item, description, amount]));
    }),
    { numRuns: 300 },
  );
});

test("no text makes the reader of typed amounts throw, and an amount is never more than its digits", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[-+$(,.\d )eE%\u00a0]{0,16}$/)), (text) => {
      const read = readTypedAmount(text);
      if (!("cents" in read)) return;
      const plain = Number(text.replace(/[^\d.]/g, ""));
      const written = Number(amountText(read.cents < 0n ? -read.cents : read.cents));
      if (plain !== written) throw new Error(`${JSON.stringify(text)} was read as ${amountText(read.cents)}`);
      if (read.cents < 0n !== (/[-(\u2212]/.test(text) && read.cents !== 0n)) throw new Error("the sign is lost");
    }),
    { numRuns: 3000 },
  );
});
