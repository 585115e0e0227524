-- What the worker needs to know of all companies at once: when each wants its ERP Integrations Daily Summary.

-- The last day a company's daily summary was made for; empty ones count. Null: none yet.
alter table companies add column summary_on date;

-- A header of a mail is one line; the product makes it so, and here it is claimed again.
alter table mails add constraint mails_headers_are_one_line
  check (subject !~ '[\r\n]' and to_address !~ '[\r\n]' and message_id !~ '[\r\n]');

-- The product's role sees one company at a time, so it cannot ask which companies there are. The worker must: it looks
-- after every company's clock and unfinished work. This function answers just that, as the owner of the tables, and is safe
-- to give: it takes no argument, writes nothing, and tells ids, zones, hours and days; no names, people or money. What the
-- worker then does in a company it does like everybody else, with row-level security naming that company.
create function company_clock()
  returns table (company_id uuid, time_zone text, summary_hour integer, summary_on date, created_at timestamptz)
  language sql stable security definer
  set search_path = pg_catalog, pg_temp
as $$
  select c.company_id, c.time_zone, c.summary_hour, c.summary_on, c.created_at from public.companies c order by 1
$$;
revoke all on function company_clock() from public;
grant execute on function company_clock() to drawbridge_app;

-- Row-level security is forced on the owner too, so that the function would see nothing. The owner is who migrates (it
-- has another name on a server of yours, hence no name here); it may read this one table and no other.
create policy companies_for_the_clock on companies for select to current_user using (true);
