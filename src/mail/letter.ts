// The body of a mail: one list of parts, written out twice, as text and as HTML, so that neither says less than the other.

export type Part =
  | Readonly<{ kind: "paragraph"; text: string }>
  | Readonly<{ kind: "heading"; text: string }>
  /** Facts, each under its label. */
  | Readonly<{ kind: "facts"; facts: readonly Fact[] }>
  /** A list, each item with a title and lines below it. */
  | Readonly<{ kind: "list"; items: readonly Item[] }>
  | Readonly<{ kind: "link"; label: string; url: string }>
  | Readonly<{ kind: "closing"; text: string }>;
export type Fact = Readonly<{ label: string; value: string }>;
export type Item = Readonly<{ title: string; lines: readonly string[]; facts?: readonly Fact[] }>;

/**
 * A subject is one line: whatever could end it (line breaks of any script, control characters) becomes a space, so that
 * nothing a person typed can add a header.
 */
export function oneLine(text: string, lengthMax = 180): string {
  const line = text.replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ").trim();
  const characters = [...line];
  return characters.length <= lengthMax ? line : `${characters.slice(0, lengthMax - 1).join("")}…`;
}

/** Text that people typed may have several lines and nothing else that a reader cannot see. */
function plain(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim();
}

export function asText(parts: readonly Part[]): string {
  return `${parts.map(partAsText).join("\n\n")}\n`;
}

function partAsText(part: Part): string {
  switch (part.kind) {
    case "paragraph":
      return plain(part.text);
    case "heading":
      return `${plain(part.text)}:`;
    case "facts":
      return factsAsText(part.facts);
    case "list":
      return part.items.map(itemAsText).join("\n\n");
    case "link":
      return `${plain(part.label)}:\n${part.url}`;
    case "closing":
      // The line that mail programs know as the beginning of a signature.
      return `-- \n${plain(part.text)}`;
  }
}

const factsAsText = (facts: readonly Fact[]): string =>
  facts.map(({ label, value }) => `${label}: ${indented(value)}`).join("\n");

function itemAsText({ title, lines, facts = [] }: Item): string {
  const below = [...lines, ...facts.map(({ label, value }) => `${label}: ${value}`)].filter((line) => line !== "");
  return [`* ${indented(title)}`, ...below.map((line) => `  ${indented(line)}`)].join("\n");
}

/** Later lines of a typed text are set in, so that they cannot pass for lines of ours. */
const indented = (text: string): string => plain(text).replaceAll("\n", "\n    ");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? "");

const shown = (text: string): string => escaped(plain(text)).replaceAll("\n", "<br>");

/** Styles stand on the elements, since mail programs drop style sheets; one column, so that it reads on a phone. */
const style = {
  body: "margin:0;padding:16px;background:#ffffff;color:#1a1b1e;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:1.5",
  column: "max-width:600px;margin:0 auto",
  paragraph: "margin:0 0 16px",
  heading: "margin:24px 0 8px;font-size:18px",
  table: "margin:0 0 16px;border-collapse:collapse",
  label: "padding:2px 16px 2px 0;color:#5c5f66;text-align:left;vertical-align:top;font-weight:normal",
  value: "padding:2px 0;vertical-align:top",
  list: "margin:0 0 16px;padding-left:20px",
  item: "margin:0 0 12px",
  button:
    "display:inline-block;padding:12px 20px;background:#1864ab;color:#ffffff;border-radius:4px;font-weight:bold;text-decoration:none",
  closing: "margin:24px 0 0;padding-top:12px;border-top:1px solid #dee2e6;color:#5c5f66;font-size:14px",
} as const;

export function asHtml(title: string, parts: readonly Part[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
</head>
<body style="${style.body}">
<div style="${style.column}">
${parts.map(partAsHtml).join("\n")}
</div>
</body>
</html>
`;
}

function partAsHtml(part: Part): string {
  switch (part.kind) {
    case "paragraph":
      return `<p style="${style.paragraph}">${shown(part.text)}</p>`;
    case "heading":
      return `<h2 style="${style.heading}">${shown(part.text)}</h2>`;
    case "facts":
      return factsAsHtml(part.facts);
    case "list":
      return `<ul style="${style.list}">\n${part.items.map(itemAsHtml).join("\n")}\n</ul>`;
    case "link":
      return `<p style="${style.paragraph}"><a href="${escaped(part.url)}" style="${style.button}">${shown(part.label)}</a></p>`;
    case "closing":
      return `<p style="${style.closing}">${shown(part.text)}</p>`;
  }
}

function factsAsHtml(facts: readonly Fact[]): string {
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="${style.label}">${shown(label)}</th><td style="${style.value}">${shown(value)}</td></tr>`,
  );
  return `<table style="${style.table}">\n${rows.join("\n")}\n</table>`;
}

function itemAsHtml({ title, lines, facts = [] }: Item): string {
  const below = lines.filter((line) => line !== "").map((line) => `<br>${shown(line)}`);
  const table = facts.length === 0 ? "" : `\n${factsAsHtml(facts)}`;
  return `<li style="${style.item}"><strong>${shown(title)}</strong>${below.join("")}${table}</li>`;
}
