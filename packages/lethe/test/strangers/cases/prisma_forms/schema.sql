
create type "Role" as enum ('OWNER','ADMIN','MEMBER');
create type "FieldKind" as enum ('TEXT','EMAIL','NUMBER');
create table "_prisma_migrations" (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null,
  applied_steps_count integer not null
);
create table "Organization" (
  "id" text primary key,
  "name" text not null,
  "slug" text not null unique,
  "stripeCustomerId" text unique,
  "logoUrl" text,
  "createdAt" timestamp(3) not null,
  "updatedAt" timestamp(3) not null
);
create table "User" (
  "id" text primary key,
  "name" text,
  "email" text not null unique,
  "emailVerified" timestamp(3),
  "image" text,
  "lastActiveOrganizationId" text,
  "createdAt" timestamp(3) not null
);
create table "Account" (
  "id" text primary key,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "type" text not null,
  "provider" text not null,
  "providerAccountId" text not null,
  "refresh_token" text,
  "access_token" text,
  "expires_at" integer,
  "id_token" text,
  unique ("provider", "providerAccountId")
);
create table "Session" (
  "id" text primary key,
  "sessionToken" text not null unique,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "expires" timestamp(3) not null
);
create table "VerificationToken" (
  "identifier" text not null,
  "token" text not null unique,
  "expires" timestamp(3) not null,
  unique ("identifier", "token")
);
create table "Membership" (
  "id" text primary key,
  "role" "Role" not null,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "organizationId" text not null references "Organization"("id") on delete cascade on update cascade,
  "createdAt" timestamp(3) not null,
  unique ("userId", "organizationId")
);
create table "Invite" (
  "id" text primary key,
  "email" text not null,
  "token" text not null unique,
  "organizationId" text not null references "Organization"("id") on delete cascade on update cascade,
  "invitedById" text references "User"("id") on delete set null on update cascade,
  "expiresAt" timestamp(3) not null
);
create table "Form" (
  "id" text primary key,
  "organizationId" text not null references "Organization"("id") on delete restrict on update cascade,
  "title" text not null,
  "slug" text not null,
  "settings" jsonb not null,
  "createdById" text references "User"("id") on delete set null on update cascade,
  "createdAt" timestamp(3) not null,
  unique ("organizationId", "slug")
);
create table "Field" (
  "id" text primary key,
  "formId" text not null references "Form"("id") on delete cascade on update cascade,
  "kind" "FieldKind" not null,
  "label" text not null,
  "position" integer not null
);
create table "Contact" (
  "id" text primary key,
  "organizationId" text not null references "Organization"("id") on delete restrict on update cascade,
  "email" text not null,
  "name" text,
  "attributes" jsonb,
  unique ("organizationId", "email")
);
create table "Response" (
  "id" text primary key,
  "formId" text not null references "Form"("id") on delete cascade on update cascade,
  "contactId" text references "Contact"("id") on delete set null on update cascade,
  "ip" text,
  "userAgent" text,
  "submittedAt" timestamp(3) not null
);
create table "Answer" (
  "id" text primary key,
  "responseId" text not null references "Response"("id") on delete cascade on update cascade,
  "fieldId" text not null references "Field"("id") on delete cascade on update cascade,
  "value" text
);
create table "Tag" (
  "id" text primary key,
  "name" text not null,
  "organizationId" text not null references "Organization"("id") on delete cascade on update cascade
);
create table "_FormToTag" (
  "A" text not null references "Form"("id") on delete cascade on update cascade,
  "B" text not null references "Tag"("id") on delete cascade on update cascade,
  unique ("A", "B")
);
create table "Integration" (
  "id" text primary key,
  "organizationId" text not null references "Organization"("id") on delete cascade on update cascade,
  "provider" text not null,
  "credentials" jsonb not null,
  "createdAt" timestamp(3) not null
);
create table "Webhook" (
  "id" text primary key,
  "formId" text not null references "Form"("id") on delete cascade on update cascade,
  "url" text not null,
  "secret" text not null
);
create table "WebhookDelivery" (
  "id" text primary key,
  "webhookId" text not null references "Webhook"("id") on delete cascade on update cascade,
  "payload" jsonb not null,
  "status" integer not null,
  "createdAt" timestamp(3) not null
);
create table "Product" (
  "id" text primary key,
  "name" text not null,
  "active" boolean not null
);
create table "Price" (
  "id" text primary key,
  "productId" text not null references "Product"("id") on delete restrict on update cascade,
  "amount" integer not null,
  "interval" text not null
);
create table "Subscription" (
  "id" text primary key,
  "organizationId" text not null unique references "Organization"("id") on delete cascade on update cascade,
  "priceId" text not null references "Price"("id") on delete restrict on update cascade,
  "stripeSubscriptionId" text not null unique,
  "status" text not null,
  "currentPeriodEnd" timestamp(3) not null
);
create table "StripeEvent" (
  "id" text primary key,
  "type" text not null,
  "payload" jsonb not null,
  "processedAt" timestamp(3)
);
create table "AuditLog" (
  "id" text primary key,
  "organizationId" text not null,
  "actorId" text,
  "action" text not null,
  "targetType" text,
  "targetId" text,
  "metadata" jsonb,
  "createdAt" timestamp(3) not null
);
create table "EmailLog" (
  "id" text primary key,
  "to" text not null,
  "template" text not null,
  "organizationId" text,
  "sentAt" timestamp(3) not null
);
create table "ApiKey" (
  "id" text primary key,
  "hashedKey" text not null unique,
  "organizationId" text not null references "Organization"("id") on delete cascade on update cascade,
  "createdById" text references "User"("id") on delete set null on update cascade,
  "lastUsedAt" timestamp(3)
);
create table "UsageRecord" (
  "organizationId" text not null references "Organization"("id") on delete cascade on update cascade,
  "month" text not null,
  "responses" integer not null,
  primary key ("organizationId", "month")
);
create table "Template" (
  "id" text primary key,
  "title" text not null,
  "schema" jsonb not null
);
create table "FeatureFlag" (
  "key" text primary key,
  "enabled" boolean not null,
  "organizationIds" text[] not null
);
