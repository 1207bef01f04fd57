
create table "SequelizeMeta" (
  name varchar(255) primary key
);
create table "Plans" (
  id serial primary key,
  name varchar(255),
  price integer
);
create table "Restaurants" (
  id serial primary key,
  name varchar(255) not null,
  slug varchar(255) unique,
  phone varchar(255),
  "ownerId" integer,
  "planId" integer references "Plans"(id) on delete set null on update cascade,
  "createdAt" timestamptz not null,
  "updatedAt" timestamptz not null,
  "deletedAt" timestamptz
);
create table "Users" (
  id serial primary key,
  email varchar(255) not null unique,
  password varchar(255),
  "firstName" varchar(255),
  "lastName" varchar(255),
  "createdAt" timestamptz not null
);
create table "RestaurantUsers" (
  "restaurantId" integer not null references "Restaurants"(id) on delete cascade on update cascade,
  "userId" integer not null references "Users"(id) on delete cascade on update cascade,
  role varchar(255),
  "createdAt" timestamptz not null,
  primary key ("restaurantId", "userId")
);
create table "Menus" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  name varchar(255)
);
create table "MenuItems" (
  id serial primary key,
  "menuId" integer references "Menus"(id) on delete set null on update cascade,
  name varchar(255),
  price integer,
  allergens jsonb
);
create table "Tables" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  label varchar(255),
  seats integer
);
create table "Guests" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  email varchar(255),
  phone varchar(255),
  name varchar(255)
);
create table "Reservations" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  "guestId" integer references "Guests"(id) on delete set null on update cascade,
  "tableId" integer references "Tables"(id) on delete set null on update cascade,
  at timestamptz,
  people integer
);
create table "Orders" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  "tableId" integer,
  "waiterId" integer,
  total integer,
  status varchar(255)
);
create table "OrderItems" (
  id serial primary key,
  "orderId" integer references "Orders"(id) on delete cascade on update cascade,
  "menuItemId" integer references "MenuItems"(id) on delete set null on update cascade,
  quantity integer
);
create table "Reviews" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  "guestName" varchar(255),
  rating integer,
  text text
);
create table "Invites" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  email varchar(255),
  token varchar(255)
);
create table "RefreshTokens" (
  id serial primary key,
  token varchar(255),
  "userId" integer references "Users"(id) on delete cascade on update cascade,
  "expiresAt" timestamptz
);
create table "Sessions" (
  sid varchar(36) primary key,
  expires timestamptz,
  data text
);
create table "Logs" (
  id serial primary key,
  "restaurantId" integer,
  "userId" integer,
  action varchar(255),
  meta jsonb
);
create table "Cuisines" (
  id serial primary key,
  name varchar(255)
);
create table "RestaurantCuisines" (
  "restaurantId" integer not null references "Restaurants"(id) on delete cascade on update cascade,
  "cuisineId" integer not null references "Cuisines"(id) on delete cascade on update cascade,
  primary key ("restaurantId", "cuisineId")
);
create table "Files" (
  id uuid primary key,
  "ownerType" varchar(255),
  "ownerId" integer,
  url varchar(255)
);
create table "OpeningHours" (
  id serial primary key,
  "restaurantId" integer references "Restaurants"(id) on delete set null on update cascade,
  weekday integer,
  "opensAt" varchar(5),
  "closesAt" varchar(5)
);
