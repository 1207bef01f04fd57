
create table "__EFMigrationsHistory" (
  "MigrationId" varchar(150) primary key,
  "ProductVersion" varchar(32) not null
);
create table "SubscriptionPlans" (
  "Id" integer primary key,
  "Name" text not null,
  "MaxUsers" integer not null
);
create table "Addresses" (
  "Id" uuid primary key,
  "Street" text not null,
  "City" text not null,
  "PostalCode" text,
  "CountryCode" text
);
create table "Companies" (
  "Id" uuid primary key,
  "Name" text not null,
  "Subdomain" varchar(100) not null unique,
  "SubscriptionPlanId" integer not null references "SubscriptionPlans"("Id") on delete restrict,
  "BillingAddressId" uuid references "Addresses"("Id") on delete set null,
  "CreatedAt" timestamptz not null,
  "IsDeleted" boolean not null
);
create table "AspNetRoles" (
  "Id" text primary key,
  "Name" varchar(256),
  "NormalizedName" varchar(256),
  "ConcurrencyStamp" text
);
create table "AspNetUsers" (
  "Id" text primary key,
  "CompanyId" uuid not null references "Companies"("Id") on delete restrict,
  "FullName" text,
  "UserName" varchar(256),
  "NormalizedUserName" varchar(256) unique,
  "Email" varchar(256),
  "NormalizedEmail" varchar(256),
  "EmailConfirmed" boolean not null,
  "PasswordHash" text,
  "SecurityStamp" text,
  "ConcurrencyStamp" text,
  "PhoneNumber" text,
  "LockoutEnd" timestamptz,
  "AccessFailedCount" integer not null
);
create table "AspNetUserRoles" (
  "UserId" text not null references "AspNetUsers"("Id") on delete cascade,
  "RoleId" text not null references "AspNetRoles"("Id") on delete cascade,
  primary key ("UserId", "RoleId")
);
create table "AspNetUserClaims" (
  "Id" integer primary key,
  "UserId" text not null references "AspNetUsers"("Id") on delete cascade,
  "ClaimType" text,
  "ClaimValue" text
);
create table "AspNetRoleClaims" (
  "Id" integer primary key,
  "RoleId" text not null references "AspNetRoles"("Id") on delete cascade,
  "ClaimType" text,
  "ClaimValue" text
);
create table "AspNetUserLogins" (
  "LoginProvider" text not null,
  "ProviderKey" text not null,
  "ProviderDisplayName" text,
  "UserId" text not null references "AspNetUsers"("Id") on delete cascade,
  primary key ("LoginProvider", "ProviderKey")
);
create table "AspNetUserTokens" (
  "UserId" text not null references "AspNetUsers"("Id") on delete cascade,
  "LoginProvider" text not null,
  "Name" text not null,
  "Value" text,
  primary key ("UserId", "LoginProvider", "Name")
);
create table "Customers" (
  "Id" uuid primary key,
  "CompanyId" uuid not null references "Companies"("Id") on delete restrict,
  "Name" text not null,
  "Email" text,
  "AddressId" uuid references "Addresses"("Id"),
  "CreatedById" text references "AspNetUsers"("Id"),
  "RowVersion" bytea
);
create table "Projects" (
  "Id" uuid primary key,
  "CompanyId" uuid not null references "Companies"("Id") on delete restrict,
  "CustomerId" uuid not null references "Customers"("Id") on delete restrict,
  "ManagerId" text references "AspNetUsers"("Id") on delete set null,
  "Code" text not null,
  "Title" text not null,
  unique ("CompanyId", "Code")
);
create table "ProjectMembers" (
  "ProjectId" uuid not null references "Projects"("Id") on delete cascade,
  "UserId" text not null references "AspNetUsers"("Id") on delete cascade,
  "HourlyRate" numeric(10,2),
  primary key ("ProjectId", "UserId")
);
create table "WorkItems" (
  "Id" uuid primary key,
  "ProjectId" uuid not null references "Projects"("Id") on delete restrict,
  "ParentId" uuid references "WorkItems"("Id") on delete restrict,
  "AssigneeId" text references "AspNetUsers"("Id") on delete set null,
  "Title" text not null,
  "Status" integer not null
);
create table "TimeEntries" (
  "Id" uuid primary key,
  "WorkItemId" uuid not null references "WorkItems"("Id") on delete restrict,
  "UserId" text not null references "AspNetUsers"("Id") on delete restrict,
  "Minutes" integer not null,
  "Day" date not null
);
create table "Invoices" (
  "Id" uuid primary key,
  "CompanyId" uuid not null references "Companies"("Id") on delete restrict,
  "CustomerId" uuid not null references "Customers"("Id") on delete restrict,
  "Number" text not null,
  "Total" numeric(12,2) not null,
  "IssuedAt" timestamptz not null
);
create table "InvoiceLines" (
  "Id" uuid primary key,
  "InvoiceId" uuid not null references "Invoices"("Id") on delete cascade,
  "Description" text,
  "Amount" numeric(12,2) not null
);
create table "Attachments" (
  "Id" uuid primary key,
  "EntityName" text not null,
  "EntityId" uuid not null,
  "FileName" text not null,
  "BlobName" text not null,
  "UploadedById" text references "AspNetUsers"("Id") on delete set null
);
create table "AuditLogs" (
  "Id" bigint primary key,
  "UserId" text,
  "Type" text,
  "TableName" text,
  "DateTime" timestamptz not null,
  "OldValues" text,
  "NewValues" text,
  "AffectedColumns" text,
  "PrimaryKey" text
);
create table "OutboxMessages" (
  "Id" uuid primary key,
  "OccurredOn" timestamptz not null,
  "Type" text not null,
  "Content" text not null,
  "ProcessedOn" timestamptz,
  "Error" text
);
create table "DataProtectionKeys" (
  "Id" integer primary key,
  "FriendlyName" text,
  "Xml" text
);
create table "RefreshTokens" (
  "Id" uuid primary key,
  "UserId" text not null references "AspNetUsers"("Id") on delete cascade,
  "Token" text not null,
  "Expires" timestamptz not null,
  "CreatedByIp" text
);
create table "Holidays" (
  "Id" integer primary key,
  "CountryCode" text not null,
  "Day" date not null,
  "Name" text not null
);
