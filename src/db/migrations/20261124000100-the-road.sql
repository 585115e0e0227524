-- The first tables: everything from a schedule of values to a posted invoice.
--
-- Rules that hold for every table here, kept by a test that reads the catalogue (they let the same SQL run on one
-- server or spread over many): company_id leads every key; foreign keys carry it; no triggers; no unique index without
-- it. `users` is the one exception: a login belongs to a person in the world, not to a company.
-- Amounts are numeric(18,2), quantities, prices and percentages numeric(18,6); SQL does no arithmetic on them beyond sum.

create extension if not exists btree_gist;

create table users (
  user_id uuid primary key,
  email text not null unique check (email = lower(email) and position('@' in email) > 1),
  password_hash text not null,
  created_at timestamptz not null
);

create table companies (
  company_id uuid primary key,
  name text not null check (name <> ''),
  time_zone text not null default 'UTC',
  currency text not null default 'USD' check (currency ~ '^[A-Z]{3}$'),
  is_demo boolean not null default false,
  -- What a company may decide; the defaults are the decided ones.
  summary_hour integer not null default 7 check (summary_hour between 0 and 23),
  sender_may_accept boolean not null default false,
  rejection_reason_required boolean not null default true,
  may_send_out_of_order boolean not null default false,
  may_send_complete_contracts boolean not null default false,
  sending_needs_prime_contracts boolean not null default false,
  mail_on_first_send boolean not null default false,
  mail_on_resend boolean not null default true,
  created_at timestamptz not null
);

-- A person in a company: the membership of a login, or a name without one.
create table people (
  company_id uuid not null references companies,
  person_id uuid not null,
  user_id uuid references users,
  name text not null check (name <> ''),
  email text not null,
  is_active boolean not null default true,
  is_company_admin boolean not null default false,
  erp_integrations text not null default 'none' check (erp_integrations in ('none', 'readOnly', 'standard', 'admin')),
  can_push_to_accounting boolean not null default false,
  wants_daily_summary boolean not null default true,
  wants_resend_mail boolean not null default true,
  primary key (company_id, person_id),
  unique (company_id, user_id),
  unique (company_id, email)
);

create table sessions (
  company_id uuid not null references companies,
  token_hash text not null,
  person_id uuid not null,
  kind text not null check (kind in ('cookie', 'bearer')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (company_id, token_hash),
  foreign key (company_id, person_id) references people (company_id, person_id) on delete cascade
);

create table organizations (
  company_id uuid not null references companies,
  organization_id uuid not null,
  name text not null check (name <> ''),
  erp_customer_code text,
  primary key (company_id, organization_id)
);

create table erp_connections (
  company_id uuid not null references companies,
  connection_id uuid not null,
  connector text not null,
  name text not null,
  -- What the connector's settings form asks for. Fields of the kind `secret` are sealed with the installation's key.
  settings jsonb not null,
  number_pattern text not null default '{job}-{application}',
  is_active boolean not null default true,
  created_at timestamptz not null,
  primary key (company_id, connection_id)
);
-- One ERP per company at a time, for now.
create unique index erp_connections_active on erp_connections (company_id) where is_active;

create table cost_codes (
  company_id uuid not null references companies,
  code text not null check (code <> ''),
  description text not null,
  primary key (company_id, code)
);

create table projects (
  company_id uuid not null references companies,
  project_id uuid not null,
  number text not null check (number <> ''),
  name text not null check (name <> ''),
  erp_job_code text,
  erp_job_name text,
  erp_job_linked_at timestamptz,
  created_at timestamptz not null,
  primary key (company_id, project_id),
  unique (company_id, number),
  check ((erp_job_code is null) = (erp_job_linked_at is null))
);

-- A person's levels on the tools of one project.
create table project_roles (
  company_id uuid not null,
  project_id uuid not null,
  person_id uuid not null,
  prime_contracts text not null default 'none' check (prime_contracts in ('none', 'readOnly', 'standard', 'admin')),
  commitments text not null default 'none' check (commitments in ('none', 'readOnly', 'standard', 'admin')),
  view_owner_invoice_detail boolean not null default false,
  primary key (company_id, project_id, person_id),
  foreign key (company_id, project_id) references projects (company_id, project_id),
  foreign key (company_id, person_id) references people (company_id, person_id)
);

create table contracts (
  company_id uuid not null,
  contract_id uuid not null,
  project_id uuid not null,
  number text not null check (number <> ''),
  title text not null,
  status text not null default 'draft'
    check (status in ('draft', 'outForBid', 'outForSignature', 'approved', 'complete', 'terminated')),
  owner_id uuid,
  contractor text not null default '',
  architect text not null default '',
  contract_on date,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  retainage_on_work numeric(18,6) not null default 0 check (retainage_on_work between 0 and 100),
  retainage_on_materials numeric(18,6) not null default 0 check (retainage_on_materials between 0 and 100),
  is_private boolean not null default false,
  list_sees_schedule boolean not null default true,
  version integer not null default 1,
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (company_id, contract_id),
  unique (company_id, project_id, number),
  foreign key (company_id, project_id) references projects (company_id, project_id),
  foreign key (company_id, owner_id) references organizations (company_id, organization_id),
  foreign key (company_id, created_by) references people (company_id, person_id)
);

create table contract_private_list (
  company_id uuid not null,
  contract_id uuid not null,
  person_id uuid not null,
  primary key (company_id, contract_id, person_id),
  foreign key (company_id, contract_id) references contracts (company_id, contract_id),
  foreign key (company_id, person_id) references people (company_id, person_id)
);

create table change_orders (
  company_id uuid not null,
  change_order_id uuid not null,
  contract_id uuid not null,
  number text not null check (number <> ''),
  title text not null,
  status text not null default 'draft' check (status in ('draft', 'pending', 'approved', 'rejected', 'void')),
  approved_on date,
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (company_id, change_order_id),
  unique (company_id, contract_id, number),
  foreign key (company_id, contract_id) references contracts (company_id, contract_id),
  check ((status = 'approved') = (approved_on is not null))
);

-- A line of the schedule of values, or of a change order where it names one.
create table schedule_lines (
  company_id uuid not null,
  line_id uuid not null,
  contract_id uuid not null,
  change_order_id uuid,
  position integer not null check (position > 0),
  item text not null check (item <> ''),
  cost_code text,
  description text not null,
  method text not null check (method in ('amount', 'unit')),
  scheduled_value numeric(18,2) not null,
  quantity numeric(18,6),
  unit text,
  unit_price numeric(18,6),
  primary key (company_id, line_id),
  unique (company_id, contract_id, item),
  foreign key (company_id, contract_id) references contracts (company_id, contract_id),
  foreign key (company_id, change_order_id) references change_orders (company_id, change_order_id),
  foreign key (company_id, cost_code) references cost_codes (company_id, code),
  check ((method = 'unit') = (quantity is not null and unit_price is not null))
);
create index schedule_lines_in_order on schedule_lines (company_id, contract_id, position);

create table billing_periods (
  company_id uuid not null,
  period_id uuid not null,
  project_id uuid not null,
  from_on date not null,
  to_on date not null,
  due_on date,
  status text not null default 'open' check (status in ('open', 'closed')),
  created_by uuid not null,
  created_at timestamptz not null,
  primary key (company_id, period_id),
  foreign key (company_id, project_id) references projects (company_id, project_id),
  check (from_on <= to_on),
  constraint billing_periods_do_not_overlap
    exclude using gist (company_id with =, project_id with =, daterange(from_on, to_on, '[]') with &&)
);

-- The owner invoice. `position` is its place in the contract's order, `number` is what people call it.
create table invoices (
  company_id uuid not null,
  invoice_id uuid not null,
  contract_id uuid not null,
  period_id uuid not null,
  position integer not null check (position > 0),
  number text not null check (number <> ''),
  status text not null default 'draft' check (status in ('draft', 'underReview', 'reviseAndResubmit', 'approved')),
  billed_on date not null,
  -- Why it may not be edited: set and lifted by the ERP queue through this noun's commands. Null: it may.
  lock text check (lock in ('sent', 'exporting', 'synced')),
  -- Given back by accounting or taken back by the sender: it may be edited in place even where later ones exist.
  returned boolean not null default false,
  -- The nine lines as they were last computed, by the one calculator; stored so that the next invoice reads, not recomputes.
  summary jsonb not null,
  version integer not null default 1,
  created_by uuid not null,
  created_at timestamptz not null,
  approved_by uuid,
  approved_at timestamptz,
  primary key (company_id, invoice_id),
  unique (company_id, contract_id, position),
  unique (company_id, contract_id, number),
  foreign key (company_id, contract_id) references contracts (company_id, contract_id),
  foreign key (company_id, period_id) references billing_periods (company_id, period_id),
  foreign key (company_id, created_by) references people (company_id, person_id)
);

-- A line of the continuation sheet: what was entered, and what the calculator made of it, under the columns' trade names.
create table invoice_lines (
  company_id uuid not null,
  invoice_id uuid not null,
  line_id uuid not null,
  -- Entered.
  work_this_period numeric(18,2) not null default 0,
  quantity_this_period numeric(18,6),
  materials_stored numeric(18,2) not null default 0,
  retainage_rate_work numeric(18,6) not null,
  retainage_rate_materials numeric(18,6) not null,
  released_work numeric(18,2) not null default 0,
  released_materials numeric(18,2) not null default 0,
  -- Computed; column letters of the continuation sheet in the comments.
  scheduled_value numeric(18,2) not null, -- C
  work_previous numeric(18,2) not null, -- D
  quantity_previous numeric(18,6),
  materials_previous numeric(18,2) not null,
  completed_and_stored numeric(18,2) not null, -- G
  balance_to_finish numeric(18,2) not null, -- H
  released_work_to_date numeric(18,2) not null,
  released_materials_to_date numeric(18,2) not null,
  retainage_work numeric(18,2) not null, -- I, on work
  retainage_materials numeric(18,2) not null, -- I, on stored material
  retainage_previous numeric(18,2) not null,
  primary key (company_id, invoice_id, line_id),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id) on delete cascade,
  foreign key (company_id, line_id) references schedule_lines (company_id, line_id)
);

-- A frozen version: canonical bytes, made at every send. Never changed, never deleted.
create table invoice_versions (
  company_id uuid not null,
  invoice_id uuid not null,
  version_number integer not null check (version_number > 0),
  layout integer not null,
  rules text not null,
  content text not null,
  content_hash text not null,
  frozen_by uuid not null,
  frozen_at timestamptz not null,
  primary key (company_id, invoice_id, version_number),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id)
);

create table attachments (
  company_id uuid not null,
  attachment_id uuid not null,
  invoice_id uuid not null,
  name text not null check (name <> ''),
  media_type text not null,
  size integer not null check (size >= 0),
  sha256 text not null,
  content bytea not null,
  -- Flagged to the approver: it came after the invoice was sent.
  added_after_sending boolean not null,
  added_by uuid not null,
  added_at timestamptz not null,
  primary key (company_id, attachment_id),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id)
);

-- Where an invoice stands in ERP Integrations: one row from the first send on. No row means never sent.
create table erp_entries (
  company_id uuid not null,
  invoice_id uuid not null,
  connection_id uuid not null,
  state text not null check (state in
    ('sent', 'retrieved', 'rejected', 'exporting', 'failed', 'in_doubt', 'synced', 'unlinking', 'not_sent')),
  state_since timestamptz not null,
  -- How often it was sent; each send freezes the version of the same number.
  round integer not null check (round > 0),
  was_rejected boolean not null default false,
  document_key text not null,
  sent_by uuid not null,
  sent_at timestamptz not null,
  moved_by uuid,
  -- Filled while it is true, and only then.
  accepted_by uuid,
  accepted_at timestamptz,
  -- What was fixed at acceptance: number, posting day, customer and job. Together with the frozen version it is the
  -- document, so that a worker that goes on after another sends the same one.
  chosen jsonb,
  erp_id text,
  erp_number text,
  erp_link text,
  problems jsonb not null default '[]',
  -- How far the export has come, so that another worker goes on where this one died: see erp-queue/export.ts.
  step text check (step in ('starting', 'creating', 'created', 'posting', 'posted')),
  attempts integer not null default 0,
  version integer not null default 1,
  primary key (company_id, invoice_id),
  unique (company_id, document_key),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id),
  foreign key (company_id, connection_id) references erp_connections (company_id, connection_id),
  check ((state = 'synced' or state = 'unlinking') = (erp_number is not null)),
  check (state not in ('exporting', 'failed', 'in_doubt', 'synced') or (accepted_by is not null and chosen is not null))
);
create index erp_entries_by_state on erp_entries (company_id, state, state_since);

-- One round: from a send to its outcome.
create table erp_rounds (
  company_id uuid not null,
  invoice_id uuid not null,
  round integer not null,
  version_number integer not null,
  sent_by uuid not null,
  sent_at timestamptz not null,
  outcome text check (outcome in ('retrieved', 'rejected', 'synced')),
  ended_by uuid,
  ended_at timestamptz,
  primary key (company_id, invoice_id, round),
  foreign key (company_id, invoice_id) references erp_entries (company_id, invoice_id),
  foreign key (company_id, invoice_id, version_number)
    references invoice_versions (company_id, invoice_id, version_number)
);

create table rejection_reasons (
  company_id uuid not null,
  invoice_id uuid not null,
  round integer not null,
  reason_number integer not null,
  code text not null,
  body text not null,
  -- What it is about: the whole invoice, a field of its header, or a line and a column.
  field text,
  line_id uuid,
  primary key (company_id, invoice_id, round, reason_number),
  foreign key (company_id, invoice_id, round) references erp_rounds (company_id, invoice_id, round)
);

-- Every call that can change the ERP: written before the first byte leaves, answered when an answer came.
create table export_calls (
  company_id uuid not null,
  call_id uuid not null,
  invoice_id uuid not null,
  round integer not null,
  kind text not null check (kind in ('find', 'create', 'post', 'read_back', 'remove_draft')),
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('done', 'refused', 'busy', 'unknown')),
  detail jsonb,
  primary key (company_id, call_id),
  foreign key (company_id, invoice_id) references erp_entries (company_id, invoice_id)
);
create index export_calls_of_invoice on export_calls (company_id, invoice_id, started_at);

-- One writer per ERP company at a time: the holder has `expires_at`, and `fence` grows with every new holder.
create table writer_leases (
  company_id uuid not null,
  connection_id uuid not null,
  holder text not null,
  fence bigint not null,
  expires_at timestamptz not null,
  primary key (company_id, connection_id),
  foreign key (company_id, connection_id) references erp_connections (company_id, connection_id)
);

-- Who did what when. Appended, never changed.
create table journal (
  company_id uuid not null references companies,
  subject_kind text not null,
  subject_id uuid not null,
  entry_number integer not null,
  at timestamptz not null,
  -- Null: the system itself.
  actor_id uuid,
  act text not null,
  facts jsonb not null,
  primary key (company_id, subject_kind, subject_id, entry_number)
);

-- Mail: written in the transaction that caused it, sent by a job, at least once, with a Message-ID that never changes.
create table mails (
  company_id uuid not null references companies,
  mail_id uuid not null,
  kind text not null,
  message_id text not null,
  to_person uuid,
  to_address text not null,
  subject text not null,
  text_body text not null,
  html_body text not null,
  -- What it is about, for the invoice's page.
  invoice_id uuid,
  created_at timestamptz not null,
  sent_at timestamptz,
  -- 'smtp', or 'mailbox' where no server is set and it is kept to be looked at.
  sent_through text check (sent_through in ('smtp', 'mailbox')),
  attempts integer not null default 0,
  last_error text,
  -- At most one of a kind for a person and day: the daily summary.
  once_key text,
  primary key (company_id, mail_id)
);
create unique index mails_once on mails (company_id, once_key) where once_key is not null;
create index mails_unsent on mails (company_id, created_at) where sent_at is null;

-- The second belt: whoever connects as the product's role sees one company, the one the transaction names.
do $$
declare t text;
begin
  for t in
    select table_name from information_schema.columns
    where table_schema = 'public' and column_name = 'company_id'
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_company on %I using (company_id = nullif(current_setting(''drawbridge.company_id'', true), '''')::uuid)',
      t);
  end loop;
end $$;
-- Signing in has to find a person's companies before one is chosen.
create policy own_memberships on people for select
  using (user_id = nullif(current_setting('drawbridge.user_id', true), '')::uuid);
create policy own_companies on companies for select
  using (company_id in (
    select company_id from people
    where user_id = nullif(current_setting('drawbridge.user_id', true), '')::uuid));

grant usage on schema public to drawbridge_app;
grant select, insert, update, delete on all tables in schema public to drawbridge_app;
revoke update, delete on journal, invoice_versions, rejection_reasons from drawbridge_app;
