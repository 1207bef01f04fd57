
create table flyway_schema_history (
  installed_rank integer primary key,
  version varchar(50),
  description varchar(200) not null,
  type varchar(20) not null,
  script varchar(1000) not null,
  checksum integer,
  installed_by varchar(100) not null,
  installed_on timestamp not null,
  execution_time integer not null,
  success boolean not null
);
create table country (
  code varchar(2) primary key,
  name varchar(255) not null
);
create table address (
  id bigint primary key,
  street varchar(255),
  zip varchar(20),
  city varchar(255),
  country_code varchar(2) references country(code)
);
create table tenant (
  id bigint primary key,
  code varchar(32) not null unique,
  display_name varchar(255) not null,
  contact_email varchar(255),
  created_at timestamp not null,
  address_id bigint unique references address(id)
);
create table app_user (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  username varchar(100) not null unique,
  email varchar(255) not null,
  password_hash varchar(255) not null,
  enabled boolean not null,
  last_login timestamp
);
create table authority (
  name varchar(50) primary key
);
create table app_user_authority (
  user_id bigint not null references app_user(id),
  authority_name varchar(50) not null references authority(name),
  primary key (user_id, authority_name)
);
create table driver (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  user_id bigint unique references app_user(id),
  first_name varchar(100) not null,
  last_name varchar(100) not null,
  license_number varchar(50),
  phone varchar(50)
);
create table vehicle_model (
  id bigint primary key,
  maker varchar(100) not null,
  name varchar(100) not null
);
create table depot (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  name varchar(255) not null
);
create table vehicle (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  plate varchar(20) not null,
  model_id bigint references vehicle_model(id),
  depot_id bigint references depot(id),
  odometer integer
);
create table trip (
  id bigint primary key,
  vehicle_id bigint not null references vehicle(id),
  driver_id bigint references driver(id),
  started_at timestamp not null,
  ended_at timestamp,
  distance_km numeric(8,2)
);
create table gps_position (
  trip_id bigint not null references trip(id),
  seq integer not null,
  lat double precision not null,
  lon double precision not null,
  recorded_at timestamp not null,
  primary key (trip_id, seq)
);
create table workshop (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  name varchar(255) not null,
  phone varchar(50)
);
create table maintenance_order (
  id bigint primary key,
  vehicle_id bigint not null references vehicle(id),
  workshop_id bigint references workshop(id),
  due_on date,
  note text
);
create table fuel_card (
  id bigint primary key,
  vehicle_id bigint not null references vehicle(id),
  card_number varchar(30) not null unique
);
create table document (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  owner_type varchar(30) not null,
  owner_id bigint not null,
  file_name varchar(255) not null,
  storage_key varchar(255) not null
);
create table revinfo (
  rev integer primary key,
  revtstmp bigint
);
create table vehicle_aud (
  id bigint not null,
  rev integer not null references revinfo(rev),
  revtype smallint,
  plate varchar(20),
  tenant_id bigint,
  depot_id bigint,
  primary key (id, rev)
);
create table driver_aud (
  id bigint not null,
  rev integer not null references revinfo(rev),
  revtype smallint,
  first_name varchar(100),
  last_name varchar(100),
  tenant_id bigint,
  primary key (id, rev)
);
create table spring_session (
  primary_id char(36) primary key,
  session_id char(36) not null unique,
  creation_time bigint not null,
  last_access_time bigint not null,
  max_inactive_interval integer not null,
  expiry_time bigint not null,
  principal_name varchar(100)
);
create table spring_session_attributes (
  session_primary_id char(36) not null references spring_session(primary_id) on delete cascade,
  attribute_name varchar(200) not null,
  attribute_bytes bytea not null,
  primary key (session_primary_id, attribute_name)
);
create table shedlock (
  name varchar(64) primary key,
  lock_until timestamp not null,
  locked_at timestamp not null,
  locked_by varchar(255) not null
);
create table event_publication (
  id uuid primary key,
  listener_id text not null,
  event_type text not null,
  serialized_event text not null,
  publication_date timestamptz not null,
  completion_date timestamptz
);
create table notification (
  id bigint primary key,
  user_id bigint not null references app_user(id),
  text varchar(500) not null,
  read_at timestamp
);
create table api_client (
  client_id varchar(64) primary key,
  client_secret varchar(255) not null,
  tenant_id bigint not null references tenant(id),
  scopes varchar(255)
);
create table jhi_persistent_audit_event (
  event_id bigint primary key,
  principal varchar(50) not null,
  event_date timestamp,
  event_type varchar(255)
);
create table jhi_persistent_audit_evt_data (
  event_id bigint not null references jhi_persistent_audit_event(event_id),
  name varchar(150) not null,
  value varchar(255),
  primary key (event_id, name)
);
create table geofence (
  id bigint primary key,
  tenant_id bigint not null references tenant(id),
  name varchar(100),
  polygon text
);
