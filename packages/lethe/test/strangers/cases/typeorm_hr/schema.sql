
create table typeorm_migrations (
  id serial primary key,
  timestamp bigint not null,
  name varchar not null
);
create table address (
  id serial primary key,
  line1 varchar,
  city varchar,
  "postalCode" varchar,
  "countryCode" varchar(2)
);
create table company (
  id serial primary key,
  name varchar not null,
  "legalName" varchar,
  "parentCompanyId" integer,
  "logoFileId" uuid,
  "hqAddressId" integer unique references address(id),
  "createdAt" timestamp not null
);
create table file (
  id uuid primary key,
  "companyId" integer references company(id),
  key varchar not null,
  "mimeType" varchar,
  size integer
);
create table "user" (
  id serial primary key,
  email varchar not null unique,
  "passwordHash" varchar not null,
  "companyId" integer not null references company(id),
  "employeeId" integer unique,
  role varchar not null
);
create table department (
  id serial primary key,
  "companyId" integer not null references company(id),
  "parentId" integer references department(id),
  name varchar not null,
  mpath varchar
);
create table "position" (
  id serial primary key,
  "departmentId" integer not null references department(id),
  title varchar not null
);
create table employee (
  id serial primary key,
  "companyId" integer not null references company(id),
  "departmentId" integer references department(id),
  "positionId" integer references "position"(id),
  "managerId" integer references employee(id),
  "homeAddressId" integer unique references address(id),
  "firstName" varchar not null,
  "lastName" varchar not null,
  "personalEmail" varchar,
  iban varchar,
  "birthDate" date
);
create table contract (
  id serial primary key,
  "employeeId" integer not null references employee(id),
  "fileId" uuid references file(id),
  salary numeric(12,2),
  "startsOn" date
);
create table leave_type (
  id serial primary key,
  "companyId" integer not null references company(id),
  name varchar
);
create table leave_request (
  id serial primary key,
  "employeeId" integer not null references employee(id),
  "leaveTypeId" integer not null references leave_type(id),
  "approverId" integer references "user"(id),
  "from" date,
  "to" date,
  status varchar
);
create table payroll_run (
  id serial primary key,
  "companyId" integer not null references company(id),
  period varchar,
  "closedById" integer references "user"(id)
);
create table payslip (
  id serial primary key,
  "payrollRunId" integer not null references payroll_run(id),
  "employeeId" integer not null references employee(id),
  gross numeric(12,2),
  net numeric(12,2),
  lines jsonb
);
create table skill (
  id serial primary key,
  name varchar not null unique
);
create table employee_skills_skill (
  "employeeId" integer not null references employee(id) on delete cascade,
  "skillId" integer not null references skill(id) on delete cascade,
  primary key ("employeeId", "skillId")
);
create table holiday_calendar (
  id serial primary key,
  name varchar not null
);
create table company_holiday_calendar (
  "companyId" integer not null references company(id),
  "calendarId" integer not null references holiday_calendar(id),
  primary key ("companyId", "calendarId")
);
create table holiday (
  id serial primary key,
  "calendarId" integer not null references holiday_calendar(id),
  day date,
  name varchar
);
create table audit_log (
  id bigserial primary key,
  "entityName" varchar not null,
  "entityId" varchar not null,
  action varchar not null,
  diff jsonb,
  "userId" integer,
  "createdAt" timestamp not null
);
create table notification (
  id serial primary key,
  "userId" integer not null references "user"(id),
  kind varchar,
  payload jsonb,
  "readAt" timestamp
);
create table invite (
  id serial primary key,
  "companyId" integer not null references company(id),
  email varchar not null,
  token varchar not null
);
create table tax_bracket (
  id serial primary key,
  year integer,
  "upTo" numeric(12,2),
  percent numeric(5,2)
);
create table "session" (
  sid varchar primary key,
  sess json not null,
  expire timestamp not null
);
