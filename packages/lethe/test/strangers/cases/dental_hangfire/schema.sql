
create schema dbo;
create schema hangfire;
create table dbo."__EFMigrationsHistory" (
  "MigrationId" varchar(150) primary key,
  "ProductVersion" varchar(32) not null
);
create table dbo."Practices" (
  "Id" integer primary key,
  "Name" text not null,
  "Email" text,
  "CreatedUtc" timestamp not null
);
create table dbo."Users" (
  "Id" uuid primary key,
  "PracticeId" integer not null references dbo."Practices"("Id") on delete cascade,
  "Email" text not null unique,
  "DisplayName" text,
  "PasswordHash" text
);
create table dbo."InsuranceCompanies" (
  "Id" integer primary key,
  "Name" text not null
);
create table dbo."Patients" (
  "Id" integer primary key,
  "PracticeId" integer not null references dbo."Practices"("Id") on delete cascade,
  "FirstName" text not null,
  "LastName" text not null,
  "BirthDate" date,
  "Phone" text,
  "InsuranceId" integer references dbo."InsuranceCompanies"("Id") on delete set null
);
create table dbo."Procedures" (
  "Id" integer primary key,
  "Code" text not null,
  "Title" text not null
);
create table dbo."Treatments" (
  "Id" integer primary key,
  "PatientId" integer not null references dbo."Patients"("Id") on delete cascade,
  "DentistId" uuid references dbo."Users"("Id") on delete no action,
  "ProcedureId" integer not null references dbo."Procedures"("Id") on delete restrict,
  "Tooth" integer,
  "Notes" text,
  "PerformedUtc" timestamp
);
create table dbo."Chairs" (
  "Id" integer primary key,
  "PracticeId" integer not null references dbo."Practices"("Id") on delete cascade,
  "Label" text
);
create table dbo."Appointments" (
  "Id" integer primary key,
  "PracticeId" integer not null references dbo."Practices"("Id") on delete cascade,
  "PatientId" integer not null references dbo."Patients"("Id") on delete restrict,
  "ChairId" integer references dbo."Chairs"("Id") on delete set null,
  "StartsUtc" timestamp not null
);
create table dbo."XRays" (
  "Id" uuid primary key,
  "PatientId" integer not null references dbo."Patients"("Id") on delete cascade,
  "BlobUri" text not null,
  "TakenUtc" timestamp
);
create table dbo."Invoices" (
  "Id" integer primary key,
  "PracticeId" integer not null references dbo."Practices"("Id") on delete restrict,
  "PatientId" integer references dbo."Patients"("Id") on delete set null,
  "Number" text not null,
  "Total" numeric(10,2) not null
);
create table dbo."InvoiceItems" (
  "InvoiceId" integer not null references dbo."Invoices"("Id") on delete cascade,
  "Line" integer not null,
  "Text" text,
  "Amount" numeric(10,2),
  primary key ("InvoiceId", "Line")
);
create table dbo."SmsMessages" (
  "Id" bigint primary key,
  "To" text not null,
  "Body" text,
  "PracticeId" integer,
  "SentUtc" timestamp
);
create table dbo."OpenIddictApplications" (
  "Id" text primary key,
  "ClientId" varchar(100) unique,
  "DisplayName" text,
  "Permissions" text
);
create table dbo."OpenIddictTokens" (
  "Id" text primary key,
  "ApplicationId" text references dbo."OpenIddictApplications"("Id"),
  "Subject" varchar(400),
  "Type" varchar(50),
  "Payload" text,
  "ExpirationDate" timestamp
);
create table dbo."AuditTrails" (
  "Id" bigint primary key,
  "UserId" uuid,
  "EntityName" text,
  "EntityId" text,
  "Changes" jsonb,
  "AtUtc" timestamp not null
);
create table hangfire.job (
  id bigint primary key,
  stateid bigint,
  statename text,
  invocationdata jsonb not null,
  arguments jsonb not null,
  createdat timestamptz not null,
  expireat timestamptz
);
create table hangfire.state (
  id bigint primary key,
  jobid bigint not null references hangfire.job(id) on delete cascade,
  name text not null,
  reason text,
  createdat timestamptz not null,
  data jsonb
);
create table hangfire.jobparameter (
  id bigint primary key,
  jobid bigint not null references hangfire.job(id) on delete cascade,
  name text not null,
  value text
);
create table hangfire.server (
  id text primary key,
  data jsonb,
  lastheartbeat timestamptz not null
);
create table hangfire.counter (
  id bigint primary key,
  key text not null,
  value bigint not null,
  expireat timestamptz
);
create table hangfire.hash (
  id bigint primary key,
  key text not null,
  field text not null,
  value text
);
create table hangfire.lock (
  resource text primary key,
  updatecount integer not null,
  acquired timestamptz
);
create table hangfire.schema (
  version integer primary key
);
