// A refusal: the product understood, and will not, for a reason that has a name. It is a value that a command returns,
// never an exception. Codes become HTTP statuses in `api/refusals.ts` and sentences in `words/en/refusals.ts`; both
// maps are exhaustive, so that a new code does not compile until it has both.

export type RefusalCode =
  | "bad_input" // one or more fields; each reason names field, limit and what was given
  | "not_signed_in"
  | "wrong_sign_in"
  | "wrong_code" // of the second step: mistyped, or used already
  | "wrong_password" // asked once more of somebody who is signed in
  | "link_over" // a mail's link: used, run out, replaced, or never sent
  | "not_found" // also what may not be seen
  | "not_permitted"
  | "changed_meanwhile" // somebody saved in between; the reason says who and when
  | "closed" // the act is not open now; the reasons say why, all of them
  | "locked" // the invoice is in accounting's hands or in the ERP
  | "import_refused"
  | "too_large"
  | "erp_unreachable"
  | "too_many_attempts"; // signing in, tried too often

/** One reason, with the values its sentence needs. All that apply are given at once. */
export type Reason = Readonly<{
  code: string;
  values?: Readonly<Record<string, string | number>>;
  /** Where it is mended: a path of the web app. */
  link?: string;
  field?: string;
  given?: string;
  allowed?: string;
  row?: number;
  column?: string;
}>;

export type Refusal = Readonly<{ refused: RefusalCode; reasons: readonly Reason[] }>;

/** `refuse("closed", [{ code: "not_approved" }])` */
export function refuse(refused: RefusalCode, reasons: readonly Reason[] = []): Refusal {
  return { refused, reasons };
}

export function isRefusal(value: unknown): value is Refusal {
  return typeof value === "object" && value !== null && "refused" in value;
}
