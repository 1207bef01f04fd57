import { expect, test } from 'vitest';
import { sampleColumn, sampleReference, sampleTable } from '../testing/sample-schema.ts';
import type { Column, Table } from './graph.ts';
import { personalColumns } from './personal.ts';
import type { LooksLike } from './personal-words.ts';

const categories: Readonly<Record<string, string>> = {
  text: 'S',
  citext: 'S',
  'character varying(255)': 'S',
  'character varying(8)': 'S',
  integer: 'N',
  smallint: 'N',
  bigint: 'N',
  numeric: 'N',
  'double precision': 'N',
  boolean: 'B',
  date: 'D',
  'timestamp with time zone': 'D',
  inet: 'I',
  cidr: 'I',
  point: 'G',
  'text[]': 'A',
  'integer[]': 'A',
};

function columnOf(name: string, type: string): Column {
  const length = /\((\d+)\)/u.exec(type)?.[1];
  return sampleColumn(name, {
    type,
    category: categories[type] ?? 'U',
    maxLength: length === undefined ? null : Number(length),
  });
}

/** `users.first_name` or `users.age integer` → what it looks like. */
function look(path: string, rest: Partial<Table> = {}): LooksLike | null {
  const [, table = '', column = '', type = 'text'] = /^([^.]+)\.(\S+)(?: (.+))?$/u.exec(path) ?? [];
  const [found] = personalColumns(sampleTable(`app.${table}`, { columns: [columnOf(column, type)], ...rest }));
  return found?.looksLike ?? null;
}

const personal: Readonly<Record<LooksLike, string>> = {
  'e-mail address': `users.email · users.EMAIL · users.eMail · users.e_mail · x.emailAddress · x.email-address · x.Email2 ·
    orders.customer_email · orders.customeremail · users.unconfirmed_email · users.email_hash bytea · users.email_normalized ·
    users.new_email citext · users.emails text[] · users.emails jsonb · kunden.mail · kunden.Mailadresse · clients.courriel ·
    clients.adresse_email · mails.bcc · mails.reply_to · mails.recipients text[] · verification_tokens.identifier ·
    invites.email · usr.usr_email · x.strEmail · x.email_sha256 · accounts.billing_email · plan_requests.email`,
  'phone number': `users.phone · users.phone_number · x.phoneNumber · x.PHONE_NO · users.mobile · users.mobile_phone bigint ·
    users.phone numeric · users.tel · calls.from_number · calls.caller_number · contacts.work_phone · contacts.phone2 ·
    contacts.fax · contacts.whatsapp · contacts.msisdn · kunden.Telefon · kunden.handynummer · kunden.Rufnummer ·
    clients.numero_telephone · contacts.cell · orders.userphone · contacts.phones text[] · contacts.phone_e164 · numbers.e164`,
  'name of a person': `users.name · users.first_name · users.lastName · users.SURNAME · people.name · people.full_name ·
    customers.display_name · team_members.name · user_profiles.name · user_details.name · auth_user.first_name ·
    orders.customer_name · orders.customername · x.recipient_name · messages.sender_name · x.billing_name · x.created_by_name ·
    kunden.name · kunden.Vorname · kunden.nachname · auftraege.kundenname · clients.prenom · clients.nom ·
    clients.Prénom · patients.maiden_name · posts.author_name · employees.middle_initial · customers.c_name ·
    customer_master.name · Persons.FirstName · tbl_user.user_name_full_name`,
  'online name': `users.username · users.UserName · x.screen_name · users.login · users.handle · users.twitter_handle ·
    users.github_username · users.linkedin_url · users.skype · benutzer.benutzername · users.user_login`,
  photo: 'users.avatar · users.avatar_url · x.profile_picture · users.photo · contacts.image_url · users.user_image',
  'postal address': `users.address · users.address_line_1 · users.address1 · users.street · users.street_address · users.zip ·
    users.zip_code · orders.postal_code · orders.shipping_address jsonb · orders.billing_city · orders.billing_zip ·
    users.city · contacts.hometown · x.house_number integer · kunden.Straße · kunden.strasse · kunden.plz integer ·
    kunden.Ort · kunden.Anschrift · kunden.hausnummer · clients.adresse · clients.code_postal · clients.ville ·
    addresses.address2 · user_addresses.postcode · addresses.line1 · Adressen.ort`,
  'IP address': `sessions.ip · sessions.ip_address inet · users.last_sign_in_ip · users.current_sign_in_ip inet ·
    logs.remote_addr · logs.clientIP · logs.IPAddress · logs.ipv4 · logs.x_forwarded_for · audit.addr_seen inet · log.ip_hash`,
  birth: `users.birth_date date · users.date_of_birth date · users.dob · users.DOB date · users.birthday · x.birth_year integer ·
    users.age integer · x.place_of_birth · kunden.Geburtsdatum date · kunden.geburtsort · clients.date_de_naissance date ·
    people.born_on date · patients.birthdate timestamp with time zone`,
  'gender or another sensitive trait': `users.gender · users.sex · users.gender smallint · people.pronouns · patients.diagnosis ·
    patients.blood_type · employees.marital_status · employees.religion · kunden.anrede · kunden.Geschlecht · clients.civilité ·
    people.nationality · applicants.ethnicity · survey.gender`,
  'official number': `employees.ssn · employees.social_security_number · customers.tax_id · customers.tax_number ·
    companies.vat_number · people.passport_number · people.passport_no · drivers.drivers_license_number · people.national_id ·
    people.id_card_number · employees.Steuer-ID · mitarbeiter.sozialversicherungsnummer · clients.numero_securite_sociale ·
    users.cpf · users.ssn_encrypted bytea · vehicles.license_plate · employees.ssn bigint`,
  'bank account or card': `customers.iban · payouts.account_number · payouts.account_holder_name · payments.card_number ·
    payments.cc_number · payments.card_last4 · payments.last4 · payments.last_four · payments.cardholder_name ·
    kunden.kontonummer · kunden.kontoinhaber · payments.cvv`,
  location: `users.latitude numeric · users.lng double precision · visits.lat double precision · devices.last_location point ·
    checkins.position point · users.coordinates jsonb · users.location · photos.gps_position · visits.geo_point geometry`,
  device: `sessions.user_agent · sessions.userAgent · logs.useragent · devices.device_token · devices.push_token ·
    devices.device_id · devices.imei · devices.mac_address macaddr · devices.advertising_id · visits.browser_fingerprint`,
  'password or token': `users.password · users.encrypted_password · users.password_digest · users.passwordHash · users.otp_secret ·
    users.reset_password_token · users.remember_token · users.confirmation_token · users.email_verification_token ·
    users.email_verification_token uuid · sessions.token · sessions.id_token · password_resets.token ·
    verification_tokens.token · invitations.token · users.api_key · users.recovery_codes text[] · benutzer.passwort ·
    login_attempts.code character varying(8)`,
  'personal details':
    'orders.customer_info jsonb · leads.contact_details jsonb · x.personal_data jsonb · orders.billing_details jsonb · invoices.bill_to jsonb · payments.payer jsonb · contacts.profile jsonb · events.user json',
  'free text': `messages.body · messages.content · messages.text · comments.body · contacts.notes · orders.notes · orders.comment ·
    users.bio · users.about_me · profiles.description · tickets.subject · tickets.description · conversations.title ·
    emails.raw bytea · emails.html_body · chat_messages.text_body · sms_logs.message · kunden.bemerkung · notes.text ·
    reviews.content · messages.payload_text · customers.internal_notes character varying(255)`,
};

const list = (text: string): readonly string[] => text.split('·').map((item) => item.replaceAll(/\s+/gu, ' ').trim());

test.each(Object.entries(personal).flatMap(([looksLike, paths]) => list(paths).map((path) => [path, looksLike])))(
  '%s looks like: %s',
  (path, looksLike) => {
    expect(look(path)).toBe(looksLike);
  },
);

const impersonal = list(`plans.name · countries.name · roles.name · features.key · currencies.code · projects.name ·
  workspaces.name · accounts.name · tenants.name · organizations.name · user_groups.name · user_roles.name ·
  contact_types.name · customer_segments.name · member_levels.name · products.title · tags.name · files.file_name ·
  domains.domain_name · x.table_name · x.host_name · users.plan_name · users.locale · users.time_zone · x.tenant_name ·
  categories.parent_name · settings.profile_name · hosts.name · agents.name · companies.company_name ·
  users.email_verified boolean · users.email_verified_at timestamp with time zone · users.email_count integer ·
  users.emails integer · users.email_template · users.email_status · users.email_opt_in · users.email_frequency ·
  users.show_email smallint · users.has_phone text · users.phone_verified boolean · users.phone_type ·
  users.phones integer · users.phone_country_code · users.last_login_at timestamp with time zone · users.login_count integer ·
  users.name_changed_at timestamp with time zone · users.password_changed_at timestamp with time zone ·
  users.birthday_reminder boolean · users.failed_attempts integer · users.sign_in_count integer · users.status ·
  users.address_id bigint · orders.shipping_address_id uuid · users.avatar_id bigint · users.email_id bigint ·
  x.tax_id bigint · users.device_id uuid · users.ip_address_id uuid · users.role · users.type · users.created_by ·
  users.preferred_language · countries.latitude numeric · cities.lat numeric · zip_codes.zip · stores.address ·
  warehouses.postal_code · airports.city · servers.ip inet · nodes.ip_address · x.server_ip inet · networks.subnet cidr ·
  firewall.allowed_ips · x.web_address · x.bind_address · x.contract_address · x.wallet_address · webhooks.secret · webhooks.url ·
  oauth_clients.name · oauth_apps.client_secret · oauth_apps.token · x.csrf_token · x.next_page_token · runs.max_tokens integer ·
  runs.tokens integer · runs.tokens_used integer · settings.smtp_password · settings.password_policy ·
  bookings.confirmation_code · workspaces.invite_code · products.code · coupons.code · x.zip_file bytea · x.zip_url ·
  email_templates.body · email_templates.subject · message_templates.content · articles.body · pages.content · error_logs.message ·
  templates.notes · plans.description · products.description · products.comments integer · posts.comments_count integer ·
  jobs.message · migrations.notes · products.gender · races.name · invoices.total numeric · invoices.number · invoices.currency ·
  cards.number · cards.position integer · x.position numeric · orders.note_type · orders.note character varying(8) ·
  cells.cell · x.cell · files.sha256 · keys.fingerprint · x.signature · x.tin · tax_rates.tax_code · x.range int4range ·
  users.search tsvector · users.email_domain · users.email_provider · calls.from_number integer · x.from_number bigint ·
  contacts.title · users.uid uuid · events.name · events.location_type · settings.default_email · x.sample_name ·
  numbers.1 · zip_tax_rates.zip_code · versions.full_name · channels.smtp_address · invoices.line1 · teams.users text[] · plans.data jsonb · channels.profile jsonb · x.id · x.ids text[] · x.integers integer[] · users.emails integer[] · blocks.name · x.constructor`);

test.each(impersonal)('%s does not', (path) => {
  expect(look(path)).toBeNull();
});

test('a reference says only whose the row is, unless the key that it holds is written out', () => {
  const references = (column: string) => ({ references: [sampleReference('app.x', column, 'app.users')] });
  expect(look('x.author', references('author'))).toBeNull();
  expect(look('x.national_id', references('national_id'))).toBeNull();
  expect(look('x.user_email', references('user_email'))).toBe('e-mail address');
});

test('a choice from a list says something of a person only where the list does', () => {
  const chosen = (name: string): unknown =>
    personalColumns(
      sampleTable('app.users', { columns: [sampleColumn(name, { type: 'app.e', category: 'E', enumLabels: ['a'] })] }),
    );
  expect(chosen('gender')).toEqual([{ column: 'gender', looksLike: 'gender or another sensitive trait' }]);
  expect(chosen('email')).toEqual([]);
});

test('a domain is judged by the type under it', () => {
  const typed = (baseType: string, category: string): unknown =>
    personalColumns(
      sampleTable('app.users', { columns: [sampleColumn('phone', { type: 'app.phone', baseType, category })] }),
    );
  expect(typed('text', 'S')).toEqual([{ column: 'phone', looksLike: 'phone number' }]);
  expect(typed('boolean', 'B')).toEqual([]);
});

test('columns come in the order of the table', () => {
  const columns = ['phone', 'id', 'email'].map((name) => columnOf(name, 'text'));
  expect(personalColumns(sampleTable('"odd.schema"."Users"', { columns })).map(({ column }) => column)).toEqual([
    'phone',
    'email',
  ]);
});
