
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
create table "User" (
  "id" text primary key,
  "email" text not null unique,
  "name" text,
  "image" text,
  "passwordHash" text,
  "createdAt" timestamp(3) not null
);
create table "Account" (
  "id" text primary key,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "provider" text not null,
  "providerAccountId" text not null,
  "access_token" text,
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
create table "Podcast" (
  "id" text primary key,
  "title" text not null,
  "feedUrl" text not null unique,
  "imageUrl" text
);
create table "Episode" (
  "id" text primary key,
  "podcastId" text not null references "Podcast"("id") on delete cascade on update cascade,
  "title" text not null,
  "audioUrl" text not null,
  "publishedAt" timestamp(3)
);
create table "Follow" (
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "podcastId" text not null references "Podcast"("id") on delete cascade on update cascade,
  "createdAt" timestamp(3) not null,
  primary key ("userId", "podcastId")
);
create table "Playback" (
  "id" text primary key,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "episodeId" text not null references "Episode"("id") on delete cascade on update cascade,
  "positionSeconds" integer not null,
  "finished" boolean not null
);
create table "Playlist" (
  "id" text primary key,
  "userId" text not null references "User"("id") on delete restrict on update cascade,
  "name" text not null
);
create table "PlaylistItem" (
  "id" text primary key,
  "playlistId" text not null references "Playlist"("id") on delete cascade on update cascade,
  "episodeId" text not null references "Episode"("id") on delete cascade on update cascade,
  "position" integer not null
);
create table "Review" (
  "id" text primary key,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "podcastId" text not null references "Podcast"("id") on delete cascade on update cascade,
  "stars" integer not null,
  "body" text
);
create table "Device" (
  "id" text primary key,
  "userId" text not null references "User"("id") on delete cascade on update cascade,
  "pushToken" text not null,
  "platform" text not null
);
create table "Setting" (
  "userId" text primary key references "User"("id") on delete cascade on update cascade,
  "theme" text not null,
  "skipSeconds" integer not null
);
create table "Subscription" (
  "id" text primary key,
  "userId" text not null unique references "User"("id") on delete cascade on update cascade,
  "store" text not null,
  "originalTransactionId" text not null,
  "expiresAt" timestamp(3)
);
create table "Download" (
  "id" text primary key,
  "userId" text references "User"("id") on delete set null on update cascade,
  "episodeId" text not null references "Episode"("id") on delete cascade on update cascade,
  "ip" text,
  "createdAt" timestamp(3) not null
);
create table "Category" (
  "id" text primary key,
  "name" text not null unique
);
create table "_CategoryToPodcast" (
  "A" text not null references "Category"("id") on delete cascade on update cascade,
  "B" text not null references "Podcast"("id") on delete cascade on update cascade,
  unique ("A", "B")
);
create table "Report" (
  "id" text primary key,
  "reporterId" text references "User"("id") on delete cascade on update cascade,
  "episodeId" text not null references "Episode"("id") on delete cascade on update cascade,
  "reason" text not null
);
