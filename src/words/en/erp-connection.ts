// Why a connection to an ERP cannot be made, changed or asked.

export const erpConnection = {
  no_erp_connection: "No ERP is connected.",
  export_under_way:
    "The ERP cannot be changed for another while {count, plural, one {an invoice is} other {# invoices are}} on the way into it, or may be there.",
  address_holds_secret: "“{field}” holds a user name or a password. Allowed: {allowed}.",
  secret_needed_again:
    "“{field}” is missing: it was given for another ERP, and is not sent to this one. Give it again.",
  number_pattern_unknown: "The number pattern holds {given}. Allowed: {allowed}.",
  number_pattern_not_unique:
    "The number pattern “{given}” gives every invoice of a project the same number. Allowed: one with {allowed}.",
  number_pattern_not_taken: "Numbers made by “{given}” are not taken by {erp}. Allowed: {allowed}.",
  key_unreadable: "The key that seals secrets cannot be used: {said}. The administrator of this installation mends it.",
  erp_problem: "{sentence}",
} as const satisfies Record<string, string>;
