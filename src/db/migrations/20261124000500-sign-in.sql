-- Signing in: the second step, what one can see and end of it, links by mail, tokens for programs, and failures that a
-- restart does not forget. Of every token, link and code only a hash is kept.

-- The authenticator app's secret is sealed with the installation's key. It counts once it was confirmed by a code, and a
-- code counts once: the last time step that let somebody in is kept, and only a later one does again.
alter table users
  add column totp_secret text,
  add column totp_confirmed_at timestamptz,
  add column totp_last_step bigint,
  add constraint users_totp_whole check (totp_confirmed_at is null or totp_secret is not null);

-- For who has lost the authenticator: each opens the door once.
create table recovery_codes (
  user_id uuid not null references users,
  code_hash text not null,
  created_at timestamptz not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);

-- Between the password and the code: it may give the code, and nothing else.
create table half_sessions (
  token_hash text primary key,
  user_id uuid not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  wrong_codes integer not null default 0 check (wrong_codes >= 0)
);

-- Links that let a person set a new password. They belong to the login, which may be in several companies.
create table password_resets (
  token_hash text primary key,
  user_id uuid not null references users,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_of_user on password_resets (user_id, created_at);

-- What failed, under hashed keys (people/attempts.ts has the rule): a login from an address, an address, a login's codes.
create table sign_in_attempts (
  attempt_key text primary key,
  failures integer not null check (failures >= 0),
  last_at timestamptz not null,
  wait_until timestamptz,
  -- Somebody has signed in to this login from this address: what others do there does not hold them up.
  known_until timestamptz
);
create index sign_in_attempts_by_age on sign_in_attempts (last_at);

grant select, insert, update, delete on
  recovery_codes, half_sessions, password_resets, sign_in_attempts to drawbridge_app;

-- Sessions begin anew: the old ones say neither whose login they are nor where they began.
delete from sessions;
alter table sessions
  add column session_id uuid not null,
  add column user_id uuid not null references users,
  add column last_seen_at timestamptz not null,
  add column address text not null,
  add column agent text not null;
create index sessions_of_user on sessions (user_id);
-- A person sees and ends their sessions in every company, whichever they are in.
create policy own_sessions_seen on sessions for select
  using (user_id = nullif(current_setting('drawbridge.user_id', true), '')::uuid);
create policy own_sessions_ended on sessions for delete
  using (user_id = nullif(current_setting('drawbridge.user_id', true), '')::uuid);

-- Personal access tokens: a program acts as the person, in one company, and may be kept to reading.
create table access_tokens (
  company_id uuid not null references companies,
  token_id uuid not null,
  person_id uuid not null,
  name text not null check (name <> ''),
  token_hash text not null,
  may_write boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (company_id, token_id),
  unique (company_id, token_hash),
  foreign key (company_id, person_id) references people (company_id, person_id)
);

-- An invitation into a company, with what the invited will be there. The latest mail's link counts; earlier ones do not.
create table invitations (
  company_id uuid not null references companies,
  invitation_id uuid not null,
  email text not null check (email = lower(email)),
  name text not null check (name <> ''),
  is_company_admin boolean not null,
  erp_integrations text not null check (erp_integrations in ('none', 'readOnly', 'standard', 'admin')),
  token_hash text not null,
  invited_by uuid not null,
  created_at timestamptz not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  withdrawn_at timestamptz,
  primary key (company_id, invitation_id),
  unique (company_id, token_hash),
  foreign key (company_id, invited_by) references people (company_id, person_id)
);
-- One open invitation for an address.
create unique index invitations_open on invitations (company_id, email)
  where accepted_at is null and withdrawn_at is null;

do $$
declare t text;
begin
  foreach t in array array['access_tokens', 'invitations'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format(
      'create policy own_company on %I using (company_id = nullif(current_setting(''drawbridge.company_id'', true), '''')::uuid)',
      t);
    execute format('grant select, insert, update, delete on %I to drawbridge_app', t);
  end loop;
end $$;
