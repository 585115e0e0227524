// Reads a billing history from YAML 1.2 (core schema) or JSON, which is YAML too. What it says about the trade is read by
// the bare files beside it; here is the notation: one document, no tags, no key twice, and no references that explode.
import { isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from "yaml";
import { readApplication } from "./application-entry.ts";
import { readChangeOrder, readContract } from "./contract-entry.ts";
import { crossProblems } from "./cross-checks.ts";
import {
  fields,
  type Given,
  type HistoryProblem,
  historyProblem,
  list,
  note,
  optional,
  type Place,
  quoted,
  text,
} from "./given.ts";
import type { History } from "./history.ts";

export type { HistoryProblem } from "./given.ts";
export type HistoryRead = { history: History } | { problems: readonly HistoryProblem[] };

/** The history, or everything that keeps the text from being one, in the order of its lines. */
export function readHistory(text: string): HistoryRead {
  const problems: HistoryProblem[] = [];
  const given = readNotation(text, problems);
  if (given === null) return { problems };
  const root: Place = { path: "", given, line: given.line, isLost: false, problems };
  const history = readFile(root);
  problems.push(...crossProblems(history, given));
  if (problems.length === 0) return { history };
  return { problems: problems.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0)) };
}

function readFile(place: Place): History {
  const given = fields(place, ["currency", "retainageLevel", "contract", "changeOrders", "applications"]);
  return {
    currency: readCurrency(given.currency),
    contract: readContract(given.contract, given.retainageLevel),
    changeOrders: optional(given.changeOrders, (place) => list(place, readChangeOrder), []),
    applications: list(given.applications, readApplication, "a list of applications, the first one first"),
  };
}

function readCurrency(place: Place): string {
  const currency = text(place, "USD");
  if (place.given?.kind === "text" && !/^[A-Z]{3}$/.test(currency))
    note(place, "Not a currency", "three capital letters, such as USD");
  return currency;
}

const wholeFile = "one YAML or JSON document with currency, contract, changeOrders and applications";

/** What the text gives, or null where its notation cannot be read; then the problems say why. */
function readNotation(text: string, problems: HistoryProblem[]): Given | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    // Keys that stand twice are found below, with their path.
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const lineAt = (position: number): number => lines.linePos(position).line;
  const { explicit: hasVersion, version } = document.directives.yaml;
  if (hasVersion && version !== "1.2")
    problems.push(historyProblem("", 1, "Another version of YAML", version, "1.2, or no %YAML line"));
  problems.push(...problemsOfNotation(document.errors, lineAt));
  if (document.contents === null)
    problems.push(historyProblem("", null, "Nothing in the file", "an empty text", wholeFile));
  if (problems.length > 0 || document.contents === null) return null;
  return givenOf(document.contents, lineAt, problems);
}

const errorsMax = 20;

/** One problem for each line that cannot be read; those of nesting that is too deep are one. */
function problemsOfNotation(
  errors: readonly { code: string; message: string; pos: [number, number] }[],
  lineAt: (position: number) => number,
): readonly HistoryProblem[] {
  const tooDeep = errors.find(({ code }) => code === "RESOURCE_EXHAUSTION");
  const shown = tooDeep === undefined ? errors : [tooDeep];
  const byLine = new Map(shown.toReversed().map((error) => [lineAt(error.pos[0]), error]));
  return [...byLine]
    .toReversed()
    .slice(0, errorsMax)
    .map(([line, error]) => {
      if (error.code === "RESOURCE_EXHAUSTION")
        return historyProblem("", line, "Nested too deep", "hundreds of levels", wholeFile);
      if (error.code === "MULTIPLE_DOCS")
        return historyProblem("", line, "Several documents", "another one after ---", wholeFile);
      return historyProblem("", line, "Not readable as YAML", quoted(error.message), wholeFile);
    });
}

/** How many values may be read through references (`*name`) altogether: some repetition, but no explosion. */
const referredMax = 10_000;
const depthMax = 100;

/** Values without the notation they were written in. Every problem of notation below is noted with its path. */
function givenOf(root: ParsedNode, lineAt: (position: number) => number, problems: HistoryProblem[]): Given {
  const anchors = new Map<string, { given: Given; size: number }>();
  let referred = 0;
  let size = 0;

  const noteAt = (node: ParsedNode, path: string, what: string, given: string, allowed: string): void =>
    void problems.push(historyProblem(path, lineAt(node.range[0]), what, given, allowed));

  function read(node: ParsedNode | null, path: string, line: number, depth: number): Given {
    if (node === null) return { kind: "bare", source: "", line };
    if (isAlias(node)) return readReference(node, path, line);
    const sizeBefore = size++;
    if (node.tag !== undefined) noteAt(node, path, "A tag", quoted(node.tag), "the value alone, without ! or !!");
    const given = readValue(node, path, lineAt(node.range[0]), depth);
    if (node.anchor !== undefined) anchors.set(node.anchor, { given, size: size - sizeBefore });
    return given;
  }

  /** The same value again; a reference to something that holds it is not known yet, so nothing ever holds itself. */
  function readReference(node: ParsedNode & { source: string }, path: string, line: number): Given {
    const anchor = anchors.get(node.source);
    if (anchor === undefined) noteAt(node, path, "An unknown reference", quoted(`*${node.source}`), "the value itself");
    size += anchor?.size ?? 0;
    referred += anchor?.size ?? 0;
    if (anchor !== undefined && referred <= referredMax) return anchor.given;
    if (anchor !== undefined && referred - anchor.size <= referredMax)
      noteAt(node, path, "Too much by reference", `${referred} values`, `at most ${referredMax} values`);
    return { kind: "bare", source: "", line };
  }

  function readValue(node: ParsedNode, path: string, line: number, depth: number): Given {
    if (isScalar(node)) {
      const { value, source } = node;
      return typeof value === "string"
        ? { kind: "text", text: value, line }
        : { kind: "bare", source: source ?? "", line };
    }
    if (depth > depthMax) {
      noteAt(node, path.slice(0, 60), "Nested too deep", `${depthMax} levels`, wholeFile);
      return { kind: "bare", source: "", line };
    }
    if (isSeq(node)) {
      const members = node.items.map((member, index) => read(member, `${path}[${index}]`, line, depth + 1));
      return { kind: "list", members, line };
    }
    return isMap(node) ? readMapping(node, path, line, depth) : { kind: "bare", source: "", line };
  }

  function readMapping(node: ParsedNode & { items: unknown }, path: string, line: number, depth: number): Given {
    const entries = new Map<string, Given>();
    if (!isMap<ParsedNode, ParsedNode | null>(node)) return { kind: "mapping", entries, line };
    for (const { key, value } of node.items) {
      if (!isScalar(key)) {
        noteAt(key, path, "A key that is no word", "a list, a mapping or a reference", "a word before the colon");
        continue;
      }
      const name = typeof key.value === "string" ? key.value : (key.source ?? "");
      const below = path === "" ? name : `${path}.${name}`;
      if (entries.has(name)) noteAt(key, below, "A key twice", quoted(name), "each key once");
      const given = read(value, below, lineAt(key.range?.[0] ?? 0), depth + 1);
      if (!entries.has(name)) entries.set(name, given);
    }
    return { kind: "mapping", entries, line };
  }

  return read(root, "", 1, 0);
}
