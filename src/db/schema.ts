// The tables as the migrations make them, for the compiler. Amounts, quantities and percentages arrive as text and days
// as "yyyy-mm-dd" (see pool.ts); a noun's `.db.ts` turns them into cents and millionths.
import type { ColumnType, Generated, Insertable, Selectable } from "kysely";

import type { Problem } from "../connectors/connector.ts";

/** What an approver fixed at acceptance. */
export type ChosenAtAcceptance = {
  number: string;
  postingOn: string;
  customer: { code: string; name: string };
  job: { code: string; name: string };
};

type Money = string;
type Six = string;
type Day = string;
type WithDefault<T> = Generated<T>;
/** jsonb: written as text, read as a value. */
type Json<T> = ColumnType<T, string, string>;
/** The same with a default: what is in it is read by the noun it belongs to. */
type WithDefaultJson = ColumnType<unknown, string | undefined, string>;

export type Database = {
  users: {
    user_id: string;
    email: string;
    password_hash: string;
    created_at: Date;
    totp_secret: string | null;
    totp_confirmed_at: Date | null;
    totp_last_step: string | null;
  };
  recovery_codes: { user_id: string; code_hash: string; created_at: Date; used_at: Date | null };
  half_sessions: {
    token_hash: string;
    user_id: string;
    created_at: Date;
    expires_at: Date;
    wrong_codes: WithDefault<number>;
  };
  password_resets: { token_hash: string; user_id: string; created_at: Date; expires_at: Date; used_at: Date | null };
  sign_in_attempts: {
    attempt_key: string;
    failures: number;
    last_at: Date;
    wait_until: Date | null;
    known_until: Date | null;
  };
  companies: {
    company_id: string;
    name: string;
    time_zone: WithDefault<string>;
    currency: WithDefault<string>;
    is_demo: WithDefault<boolean>;
    summary_hour: WithDefault<number>;
    sender_may_accept: WithDefault<boolean>;
    rejection_reason_required: WithDefault<boolean>;
    may_send_out_of_order: WithDefault<boolean>;
    may_send_complete_contracts: WithDefault<boolean>;
    sending_needs_prime_contracts: WithDefault<boolean>;
    mail_on_first_send: WithDefault<boolean>;
    mail_on_resend: WithDefault<boolean>;
    created_at: Date;
  };
  people: {
    company_id: string;
    person_id: string;
    user_id: string | null;
    name: string;
    email: string;
    is_active: WithDefault<boolean>;
    is_company_admin: WithDefault<boolean>;
    erp_integrations: WithDefault<"none" | "readOnly" | "standard" | "admin">;
    can_push_to_accounting: WithDefault<boolean>;
    wants_daily_summary: WithDefault<boolean>;
    wants_resend_mail: WithDefault<boolean>;
  };
  sessions: {
    company_id: string;
    token_hash: string;
    person_id: string;
    kind: "cookie" | "bearer";
    created_at: Date;
    expires_at: Date;
    session_id: string;
    user_id: string;
    last_seen_at: Date;
    address: string;
    agent: string;
  };
  access_tokens: {
    company_id: string;
    token_id: string;
    person_id: string;
    name: string;
    token_hash: string;
    may_write: boolean;
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
    revoked_at: Date | null;
  };
  invitations: {
    company_id: string;
    invitation_id: string;
    email: string;
    name: string;
    is_company_admin: boolean;
    erp_integrations: "none" | "readOnly" | "standard" | "admin";
    token_hash: string;
    invited_by: string;
    created_at: Date;
    sent_at: Date;
    expires_at: Date;
    accepted_at: Date | null;
    withdrawn_at: Date | null;
  };
  organizations: { company_id: string; organization_id: string; name: string; erp_customer_code: string | null };
  erp_connections: {
    company_id: string;
    connection_id: string;
    connector: string;
    name: string;
    settings: Json<Record<string, string>>;
    number_pattern: WithDefault<string>;
    is_active: WithDefault<boolean>;
    created_at: Date;
  };
  cost_codes: { company_id: string; code: string; description: string };
  projects: {
    company_id: string;
    project_id: string;
    number: string;
    name: string;
    erp_job_code: string | null;
    erp_job_name: string | null;
    erp_job_linked_at: Date | null;
    created_at: Date;
  };
  project_roles: {
    company_id: string;
    project_id: string;
    person_id: string;
    prime_contracts: WithDefault<"none" | "readOnly" | "standard" | "admin">;
    commitments: WithDefault<"none" | "readOnly" | "standard" | "admin">;
    view_owner_invoice_detail: WithDefault<boolean>;
  };
  contracts: {
    company_id: string;
    contract_id: string;
    project_id: string;
    number: string;
    title: string;
    status: WithDefault<"draft" | "outForBid" | "outForSignature" | "approved" | "complete" | "terminated">;
    owner_id: string | null;
    contractor: WithDefault<string>;
    architect: WithDefault<string>;
    contract_on: Day | null;
    currency: string;
    retainage_on_work: WithDefault<Six>;
    retainage_on_materials: WithDefault<Six>;
    terms: WithDefaultJson;
    opening: Json<unknown> | null;
    is_private: WithDefault<boolean>;
    list_sees_schedule: WithDefault<boolean>;
    version: WithDefault<number>;
    created_by: string;
    created_at: Date;
  };
  contract_private_list: { company_id: string; contract_id: string; person_id: string };
  change_orders: {
    company_id: string;
    change_order_id: string;
    contract_id: string;
    number: string;
    title: string;
    status: WithDefault<"draft" | "pending" | "approved" | "rejected" | "void">;
    approved_on: Day | null;
    retainage_on_work: Six | null;
    retainage_on_materials: Six | null;
    created_by: string;
    created_at: Date;
  };
  schedule_lines: {
    company_id: string;
    line_id: string;
    contract_id: string;
    change_order_id: string | null;
    position: number;
    item: string;
    cost_code: string | null;
    description: string;
    method: "amount" | "unit";
    scheduled_value: Money;
    quantity: Six | null;
    unit: string | null;
    unit_price: Six | null;
    retainage_on_work: Six | null;
    retainage_on_materials: Six | null;
    is_taxable: WithDefault<boolean>;
    is_subtotal_given: WithDefault<boolean>;
    funds: WithDefaultJson;
  };
  change_order_changes: {
    company_id: string;
    change_order_id: string;
    line_id: string;
    amount: Money;
    quantity: Six | null;
  };
  billing_periods: {
    company_id: string;
    period_id: string;
    project_id: string;
    from_on: Day;
    to_on: Day;
    due_on: Day | null;
    status: WithDefault<"open" | "closed">;
    created_by: string;
    created_at: Date;
  };
  invoices: {
    company_id: string;
    invoice_id: string;
    contract_id: string;
    period_id: string;
    position: number;
    number: string;
    status: WithDefault<"draft" | "underReview" | "reviseAndResubmit" | "approved">;
    billed_on: Day;
    lock: "sent" | "exporting" | "synced" | null;
    returned: WithDefault<boolean>;
    summary: Json<Record<string, string>>;
    version: WithDefault<number>;
    created_by: string;
    created_at: Date;
    approved_by: string | null;
    approved_at: Date | null;
    terms: WithDefaultJson;
    cut_off_on: Day | null;
    change_orders_picked: WithDefault<boolean>;
    is_final: WithDefault<boolean>;
    deductions: WithDefaultJson;
    advance_recouped: Money | null;
    standing: WithDefaultJson;
  };
  invoice_change_orders: { company_id: string; invoice_id: string; change_order_id: string };
  invoice_lines: {
    company_id: string;
    invoice_id: string;
    line_id: string;
    work_this_period: WithDefault<Money>;
    quantity_this_period: Six | null;
    materials_stored: WithDefault<Money>;
    retainage_rate_work: Six;
    retainage_rate_materials: Six;
    released_work: WithDefault<Money>;
    released_materials: WithDefault<Money>;
    scheduled_value: Money;
    work_previous: Money;
    quantity_previous: Six | null;
    materials_previous: Money;
    completed_and_stored: Money;
    balance_to_finish: Money;
    released_work_to_date: Money;
    released_materials_to_date: Money;
    retainage_work: Money;
    retainage_materials: Money;
    retainage_previous: Money;
    unmeasured_work: WithDefault<Money>;
    rate_effect: WithDefault<"retroactive" | "prospective">;
    is_frozen: WithDefault<boolean>;
    adjusted: WithDefault<Money>;
    stored_items: WithDefaultJson;
    evidence: WithDefault<string>;
    funds: WithDefaultJson;
    withheld_work: WithDefault<Money>;
    withheld_materials: WithDefault<Money>;
    withheld_work_previous: WithDefault<Money>;
    withheld_materials_previous: WithDefault<Money>;
    adjusted_to_date: WithDefault<Money>;
    withholding: Json<unknown> | null;
  };
  certificates: {
    company_id: string;
    invoice_id: string;
    number: number;
    amount: Money;
    lines: WithDefaultJson;
    note: string;
    recorded_by: string;
    recorded_at: Date;
  };
  finding_overrides: {
    company_id: string;
    invoice_id: string;
    code: string;
    line_id: string | null;
    reason: string;
    overridden_by: string;
    overridden_at: Date;
  };
  invoice_corrections: {
    company_id: string;
    invoice_id: string;
    number: number;
    reason: string;
    original: string;
    moved: Json<unknown>;
    corrected_by: string;
    corrected_at: Date;
  };
  invoice_versions: {
    company_id: string;
    invoice_id: string;
    version_number: number;
    layout: number;
    rules: string;
    content: string;
    content_hash: string;
    frozen_by: string;
    frozen_at: Date;
  };
  attachments: {
    company_id: string;
    attachment_id: string;
    invoice_id: string;
    name: string;
    media_type: string;
    size: number;
    sha256: string;
    content: Buffer;
    added_after_sending: boolean;
    added_by: string;
    added_at: Date;
  };
  erp_entries: {
    company_id: string;
    invoice_id: string;
    connection_id: string;
    state:
      | "not_sent"
      | "sent"
      | "retrieved"
      | "rejected"
      | "exporting"
      | "failed"
      | "in_doubt"
      | "synced"
      | "unlinking";
    state_since: Date;
    round: number;
    was_rejected: WithDefault<boolean>;
    document_key: string;
    sent_by: string;
    sent_at: Date;
    moved_by: string | null;
    accepted_by: string | null;
    accepted_at: Date | null;
    chosen: Json<ChosenAtAcceptance> | null;
    erp_id: string | null;
    erp_number: string | null;
    erp_link: string | null;
    problems: Json<Problem[]>;
    step: "starting" | "creating" | "created" | "posting" | "posted" | null;
    attempts: WithDefault<number>;
    version: WithDefault<number>;
  };
  erp_rounds: {
    company_id: string;
    invoice_id: string;
    round: number;
    version_number: number;
    sent_by: string;
    sent_at: Date;
    outcome: "retrieved" | "rejected" | "synced" | null;
    ended_by: string | null;
    ended_at: Date | null;
  };
  rejection_reasons: {
    company_id: string;
    invoice_id: string;
    round: number;
    reason_number: number;
    code: string;
    body: string;
    field: string | null;
    line_id: string | null;
  };
  export_calls: {
    company_id: string;
    call_id: string;
    invoice_id: string;
    round: number;
    kind: "find" | "create" | "post" | "read_back" | "remove_draft";
    started_at: Date;
    ended_at: Date | null;
    outcome: "done" | "refused" | "busy" | "unknown" | null;
    detail: Json<unknown> | null;
  };
  writer_leases: {
    company_id: string;
    connection_id: string;
    holder: string;
    fence: string;
    expires_at: Date;
  };
  journal: {
    company_id: string;
    subject_kind: string;
    subject_id: string;
    entry_number: number;
    /** In the company's chain. */
    position: number;
    at: Date;
    actor_id: string | null;
    address: string | null;
    act: string;
    facts: Json<Record<string, unknown>>;
    previous_hash: Buffer;
    hash: Buffer;
  };
  journal_heads: { company_id: string; position: number; hash: Buffer };
  mails: {
    company_id: string;
    mail_id: string;
    kind: string;
    message_id: string;
    to_person: string | null;
    to_address: string;
    subject: string;
    text_body: string;
    html_body: string;
    invoice_id: string | null;
    created_at: Date;
    sent_at: Date | null;
    sent_through: "smtp" | "mailbox" | null;
    attempts: WithDefault<number>;
    last_error: string | null;
    once_key: string | null;
  };
};

export type Row<T extends keyof Database> = Selectable<Database[T]>;
export type NewRow<T extends keyof Database> = Insertable<Database[T]>;
