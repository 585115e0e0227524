-- The journal becomes a chain: every entry of a company has its place in one sequence without gaps, and a hash over its
-- content and the hash before it, so that what was changed, taken out or put in later does not fit any more. The head says
-- where the chain ends.

alter table journal
  add column position integer,
  -- The network address the request came from. Null: no request, the product itself; and everything before this migration.
  add column address text check (address <> ''),
  add column previous_hash bytea,
  add column hash bytea;

-- Where a company's chain ends; the row that writers queue up for.
create table journal_heads (
  company_id uuid not null references companies,
  position integer not null check (position >= 0),
  hash bytea not null check (octet_length(hash) = 32),
  primary key (company_id)
);
alter table journal_heads enable row level security;
alter table journal_heads force row level security;
create policy own_company on journal_heads
  using (company_id = nullif(current_setting('drawbridge.company_id', true), '')::uuid);

-- The hash of an entry: SHA-256 over the text of a JSON array, which no two different entries share. The instant is in
-- microseconds of the epoch, so that no time zone or date style enters. This is the place that decides the text;
-- `journal verify` writes it out a second time on purpose (journal/chain.db.ts), so as not to believe a function that lies
-- beside what it vouches for.
create function journal_entry_hash(
  company_id uuid, "position" integer, subject_kind text, subject_id uuid, entry_number integer, at timestamptz,
  actor_id uuid, address text, act text, facts jsonb, previous_hash bytea)
  returns bytea
  language sql stable
  set search_path = pg_catalog, pg_temp
as $$
  select sha256(convert_to(jsonb_build_array(
    'drawbridge journal 1', company_id, "position", subject_kind, subject_id, entry_number,
    (extract(epoch from at) * 1000000)::bigint, actor_id, address, act, facts, encode(previous_hash, 'hex'))::text, 'UTF8'))
$$;

-- What is there is chained in the order of its instants. Row-level security is forced on the owner too, who would see
-- nothing here.
alter table journal no force row level security;
alter table journal_heads no force row level security;
do $$
declare
  one journal;
  company uuid;
  place integer;
  before bytea;
  own bytea;
begin
  for one in select * from journal order by company_id, at, entry_number, subject_kind, subject_id loop
    if company is distinct from one.company_id then
      company := one.company_id;
      place := 0;
      before := decode(repeat('00', 32), 'hex');
      insert into journal_heads values (company, place, before);
    end if;
    place := place + 1;
    own := journal_entry_hash(company, place, one.subject_kind, one.subject_id, one.entry_number, one.at, one.actor_id,
                              null, one.act, one.facts, before);
    update journal set position = place, previous_hash = before, hash = own
     where company_id = company and subject_kind = one.subject_kind and subject_id = one.subject_id
       and entry_number = one.entry_number;
    update journal_heads set position = place, hash = own where company_id = company;
    before := own;
  end loop;
end $$;
alter table journal force row level security;
alter table journal_heads force row level security;

alter table journal
  alter column position set not null,
  alter column previous_hash set not null,
  alter column hash set not null,
  add constraint journal_position_counts_from_one check (position > 0),
  add constraint journal_hashes_are_sha256 check (octet_length(hash) = 32 and octet_length(previous_hash) = 32),
  add constraint journal_chain unique (company_id, position);

-- The one way into the journal. It runs as the owner of the tables, since the product's role may neither insert an entry
-- nor touch a head: whoever has that role can add to the end of a chain, and nothing else. Row-level security holds in it as
-- everywhere: it writes for the company that the transaction names. The head is locked until the transaction ends, so it
-- is called last (see journal.db.ts); a second writer waits there and continues from what the first wrote.
create function append_to_journal(
  of_company uuid, of_kind text, of_subject uuid, happened_at timestamptz, by_actor uuid, from_address text, what text,
  what_facts jsonb)
  returns integer
  language plpgsql volatile security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  head public.journal_heads;
  number integer;
  own bytea;
begin
  select * into head from public.journal_heads h where h.company_id = of_company for update;
  if not found then
    insert into public.journal_heads values (of_company, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
    select * into strict head from public.journal_heads h where h.company_id = of_company for update;
  end if;
  select coalesce(max(j.entry_number), 0) + 1 into number from public.journal j
   where j.company_id = of_company and j.subject_kind = of_kind and j.subject_id = of_subject;
  own := public.journal_entry_hash(of_company, head.position + 1, of_kind, of_subject, number, happened_at, by_actor,
                                   from_address, what, what_facts, head.hash);
  insert into public.journal
    (company_id, position, subject_kind, subject_id, entry_number, at, actor_id, address, act, facts, previous_hash, hash)
  values
    (of_company, head.position + 1, of_kind, of_subject, number, happened_at, by_actor, from_address, what, what_facts,
     head.hash, own);
  update public.journal_heads h set position = head.position + 1, hash = own where h.company_id = of_company;
  return head.position + 1;
end $$;

revoke all on function append_to_journal(uuid, text, uuid, timestamptz, uuid, text, text, jsonb) from public;
grant execute on function append_to_journal(uuid, text, uuid, timestamptz, uuid, text, text, jsonb) to drawbridge_app;
revoke all on function journal_entry_hash(
  uuid, integer, text, uuid, integer, timestamptz, uuid, text, text, jsonb, bytea) from public;
revoke insert on journal from drawbridge_app;
grant select on journal_heads to drawbridge_app;
