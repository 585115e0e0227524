-- What a contract agrees about billing beyond its two starting rates, and what an application carries of it.

-- Retainage steps, stop, cap and rounding, lump-sum overruns, the split of change orders, tax, advance, escrow, funds: one
-- value, written and read by contract/billing-terms.ts. The two starting rates keep their columns.
alter table contracts add column terms jsonb not null default '{}';
-- Where a contract stood that was billed elsewhere before: contract/opening.ts. Null: it is billed here from the start.
alter table contracts add column opening jsonb;

-- Rates of their own, before the contract's: of a line, and of all lines of a change order.
alter table schedule_lines
  add column retainage_on_work numeric(18,6) check (retainage_on_work between 0 and 100),
  add column retainage_on_materials numeric(18,6) check (retainage_on_materials between 0 and 100),
  add column is_taxable boolean not null default true,
  -- A unit line whose scheduled value was given, and is not quantity times price.
  add column is_subtotal_given boolean not null default false,
  -- How the scheduled value is split over funds: name to amount. Empty: not at all.
  add column funds jsonb not null default '{}',
  add check ((retainage_on_work is null) = (retainage_on_materials is null)),
  add check (not is_subtotal_given or method = 'unit');
alter table change_orders
  add column retainage_on_work numeric(18,6) check (retainage_on_work between 0 and 100),
  add column retainage_on_materials numeric(18,6) check (retainage_on_materials between 0 and 100),
  add check ((retainage_on_work is null) = (retainage_on_materials is null));

-- A change order that changes the value of a line which stands already: by an amount, or a quantity at the line's price.
create table change_order_changes (
  company_id uuid not null,
  change_order_id uuid not null,
  line_id uuid not null,
  amount numeric(18,2) not null,
  quantity numeric(18,6),
  primary key (company_id, change_order_id, line_id),
  foreign key (company_id, change_order_id) references change_orders (company_id, change_order_id),
  foreign key (company_id, line_id) references schedule_lines (company_id, line_id)
);

alter table invoices
  -- The contract's terms as they stood when it was last computed: an issued invoice is never recomputed with later ones.
  add column terms jsonb not null default '{}',
  -- Change orders approved up to here enter; null: the billing day.
  add column cut_off_on date,
  -- True: the change orders of invoice_change_orders were picked by a person, and not by the cut-off.
  add column change_orders_picked boolean not null default false,
  add column is_final boolean not null default false,
  -- Deductions of the period, by name: positive is deducted, negative given back.
  add column deductions jsonb not null default '[]',
  -- Recouped of an advance in this period; null: by the contract's percentage.
  add column advance_recouped numeric(18,2),
  -- Where it leaves the contract: what the next one starts from beside the lines. Written by invoice/standing.ts.
  add column standing jsonb not null default '{}';

-- Change orders that enter with an invoice.
create table invoice_change_orders (
  company_id uuid not null,
  invoice_id uuid not null,
  change_order_id uuid not null,
  primary key (company_id, invoice_id, change_order_id),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id) on delete cascade,
  foreign key (company_id, change_order_id) references change_orders (company_id, change_order_id)
);

alter table invoice_lines
  add column unmeasured_work numeric(18,2) not null default 0,
  add column rate_effect text not null default 'retroactive' check (rate_effect in ('retroactive', 'prospective')),
  add column is_frozen boolean not null default false,
  add column adjusted numeric(18,2) not null default 0,
  -- Stored material item by item: what came in, what was built in, and the evidence for it.
  add column stored_items jsonb not null default '[]',
  add column evidence text not null default '',
  -- E by fund where it is not by the line's split.
  add column funds jsonb not null default '{}',
  -- Computed: by the rates on all that was earned, before releases.
  add column withheld_work numeric(18,2) not null default 0,
  add column withheld_materials numeric(18,2) not null default 0,
  add column withheld_work_previous numeric(18,2) not null default 0,
  add column withheld_materials_previous numeric(18,2) not null default 0,
  add column adjusted_to_date numeric(18,2) not null default 0,
  -- The rates and the limits up to which earlier rates stand: retainage/withholding.ts. Null: the line's two rates.
  add column withholding jsonb;
-- Row-level security binds the owner of the tables too; these statements are for all companies at once.
alter table invoice_lines no force row level security;
alter table schedule_lines no force row level security;
alter table invoices no force row level security;
update invoice_lines set
  withheld_work = retainage_work + released_work_to_date,
  withheld_materials = retainage_materials + released_materials_to_date;
update invoice_lines line set
  withheld_work_previous = previous.withheld_work,
  withheld_materials_previous = previous.withheld_materials
from invoices invoice, invoices earlier, invoice_lines previous
where invoice.company_id = line.company_id and invoice.invoice_id = line.invoice_id
  and earlier.company_id = invoice.company_id and earlier.contract_id = invoice.contract_id
  and earlier.position = invoice.position - 1
  and previous.company_id = earlier.company_id and previous.invoice_id = earlier.invoice_id
  and previous.line_id = line.line_id;
-- Change orders whose lines were billed already entered with the first invoice that has one of them.
insert into invoice_change_orders (company_id, invoice_id, change_order_id)
select distinct on (company_id, change_order_id) company_id, invoice_id, change_order_id
from invoice_lines
  join schedule_lines using (company_id, line_id)
  join invoices using (company_id, invoice_id)
where change_order_id is not null
order by company_id, change_order_id, invoices.position;
alter table invoice_lines force row level security;
alter table schedule_lines force row level security;
alter table invoices force row level security;

-- What was certified for payment of an invoice, beside it: the latest record counts. `lines` names columns E and F as
-- certified where single lines were cut.
create table certificates (
  company_id uuid not null,
  invoice_id uuid not null,
  number integer not null check (number > 0),
  amount numeric(18,2) not null,
  lines jsonb not null default '[]',
  note text not null,
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  primary key (company_id, invoice_id, number),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id) on delete cascade,
  foreign key (company_id, recorded_by) references people (company_id, person_id)
);

-- A finding that blocks and was let pass by a person with the right, and why.
create table finding_overrides (
  company_id uuid not null,
  invoice_id uuid not null,
  code text not null,
  line_id uuid,
  reason text not null check (reason <> ''),
  overridden_by uuid not null,
  overridden_at timestamptz not null,
  unique nulls not distinct (company_id, invoice_id, code, line_id),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id) on delete cascade,
  foreign key (company_id, overridden_by) references people (company_id, person_id)
);

-- An earlier invoice that was corrected while later ones existed: how it was, in full, and which figures moved in which.
create table invoice_corrections (
  company_id uuid not null,
  invoice_id uuid not null,
  number integer not null check (number > 0),
  reason text not null check (reason <> ''),
  original text not null,
  moved jsonb not null,
  corrected_by uuid not null,
  corrected_at timestamptz not null,
  primary key (company_id, invoice_id, number),
  foreign key (company_id, invoice_id) references invoices (company_id, invoice_id) on delete cascade,
  foreign key (company_id, corrected_by) references people (company_id, person_id)
);

do $$
declare t text;
begin
  foreach t in array array['change_order_changes', 'invoice_change_orders', 'certificates', 'finding_overrides', 'invoice_corrections']
  loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_company on %I using (company_id = nullif(current_setting(''drawbridge.company_id'', true), '''')::uuid)',
      t);
  end loop;
end $$;
grant select, insert, update, delete
  on change_order_changes, invoice_change_orders, certificates, finding_overrides, invoice_corrections
  to drawbridge_app;
revoke update, delete on certificates, invoice_corrections from drawbridge_app;
