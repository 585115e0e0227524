// The plain text of a mail, cut where addresses begin and end, so that those can be followed.
export type Piece = Readonly<{ text: string; href: string | null /** Where it begins. */; at: number }>;

const address = /https?:\/\/[^\s<>"]+/g;

/** `piecesOf("See http://a/b.")` is "See ", the link, and ".": a point or bracket at the end belongs to the sentence. */
export function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const href = match[0].replace(/[.,;:!?)\]]+$/, "");
    pieces.push({ text: text.slice(from, match.index), href: null, at: from });
    pieces.push({ text: href, href, at: match.index });
    from = match.index + href.length;
  }
  pieces.push({ text: text.slice(from), href: null, at: from });
  return pieces.filter((piece) => piece.text !== "");
}
