import type { Table } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { personalColumns } from '../schema/personal.ts';
import { splitTableName } from '../schema/table-name.ts';

/** What a table seems to be by its name. Names only propose: what follows from them is shown with its evidence. */

const people = new Set(
  (
    'user person people member contact customer profile employee patient student author subscriber lead guest visitor identity ' +
    'player learner candidate applicant attendee donor resident driver rider'
  ).split(' '),
);

const logins = new Set('user person member identity login admin operator staff employee profile principal'.split(' '));

const lookups = new Set(
  (
    'plan tier country currency language locale region state city timezone time_zone role permission type kind ' +
    'status feature price unit industry color colour icon font ' +
    'license vat tax_rate setting_definition definition catalog catalogue flag feature_flag template preset blueprint'
  ).split(' '),
);

const ownedThings = new Set(
  (
    'setting settings config configuration preference preferences profile detail details address billing_address ' +
    'shipping_address billing_info billing_detail limit limits quota quotas metadata branding theme_setting option options ' +
    'avatar logo blob upload file media medium media_object attachment image photo picture video document credential secret note content body meta data response policy'
  ).split(' '),
);

const frameworks =
  /^(?:schema_migrations?|ar_internal_metadata|_prisma_migrations|knex_migrations(?:_lock)?|__?drizzle_migrations|drizzle_migrations|migrations?|typeorm_metadata|flyway_schema_history|databasechangelog(?:lock)?|alembic_version|goose_db_version|pow_sessions|acme_(?:cache|accounts?|certificates?)|gorp_migrations|sequelizemeta|(?:payload|directus|umzug|mikro_orm)_migrations|strapi_migrations(?:_internal)?|strapi_database_schema|kysely_migration(?:_lock)?|adonis_schema(?:_versions)?|django_migrations|django_content_type|django_session|solid_queue_(?:processes|pauses|semaphores|recurring_tasks)|solid_cache_entries|solid_cable_messages|good_job_processes|auth_permission|spatial_ref_sys|schema_version|schema_info|pgmigrations|atlas_schema_revisions|__efmigrationshistory|doctrine_migration_versions|phinxlog|good_job_settings|pg_search_documents_meta|dbmate_migrations|(?:background|data|schema|async|post_deploy)_migrations?|template_public_\w+)$/i;

const itemOfTable = (table: string): readonly string[] => itemOf(wordsOf(splitTableName(table).name)).split('_');

function endsIn(table: string, words: ReadonlySet<string>): boolean {
  const tokens = itemOfTable(table);
  return tokens.some((_, from) => words.has(tokens.slice(from).join('_')));
}

/** What is kept for a row, and nobody looks for by itself: a file, a picture, an address. */
export const isKeptFor = (table: string): boolean =>
  /(?:^|_)(?:address|file|upload|attachment|blob|avatar|logo|photo|image|picture)$/.test(endOf(table));

/** Its rows are people. */
export const isPeople = (table: string): boolean => endsIn(table, people) && !isLink(table);

/** Its rows are people who sign in, and may do so for several tenants. */
export const isLogins = (table: string): boolean => endsIn(table, logins) && !isLink(table);

/** `workspace_users` joins two things and is neither. */
function isLink(table: string): boolean {
  return (
    itemOfTable(table).length > 1 &&
    !/^(?:app|asp|auth|core|public|tbl|t|sys|iam|accounts|portal|site|web|system|external|internal|users|people|authentication|identity|base|main|common|api|backend|security)$/.test(
      itemOfTable(table)[0] ?? '',
    )
  );
}

const memberships = new Set('member membership seat collaborator participant participation affiliation'.split(' '));

/** Its rows say who takes part in what: `memberships`, `account_users`. */
export const isMemberships = (table: string): boolean => endsIn(table, memberships) || /_users?$/.test(endOf(table));

const endOf = (table: string): string => itemOfTable(table).join('_');

/** The same for everyone: what rows of many tenants refer to. */
export const isLookup = (table: string): boolean => endsIn(table, lookups);

/** What belongs to the one row that refers to it. */
export const isOwnedThing = (table: string): boolean =>
  endsIn(table, ownedThings) && !/(?:^|_)(?:ip|mac|network)_address$/.test(endOf(table));

const installation =
  /^(?:installation|instance|system|server|site|global|platform|application|app|infra|cluster)_(?:config|configuration|setting|option|parameter|property|flag|value|metadata|info|state|status|release|version|migration|feature|update|announcement)s?$|^(?:feature_flag|feature_toggle|flipper_feature|flipper_gate|software_update|release_note|advisory_lock|distributed_lock|shedlock)s?$/;

/** `shared_senders`: everybody's. */
const everybodys = /^(?:shared|global|common|builtin|standard)_\w/;

/** `mailings_shared_senders`: within a part of the product. */
export const isEverybodys = (table: string): boolean =>
  /(?:^|_)(?:shared|global|common|builtin|standard|stock)_[a-z]+$/.test(wordsOf(splitTableName(table).name).join('_'));

/** What a subject has agreed with the product: it is made for one. */
export const isAgreement = (table: string): boolean =>
  /(?:^|_)(?:licence|subscription|entitlement|trial|onboarding|billing_account)$/.test(endOf(table));

/** What a product is spread over, whoever is on it. */
export const isSpreadOver = (table: string): boolean =>
  /(?:^|_)(?:shard|partition|cluster|region|cell|silo)$/.test(endOf(table));

/** By which something is handed over for a time, and is handed on when it ends. */
export const isContracts = (table: string): boolean =>
  /(?:^|_)(?:lease|rental|booking|reservation|contract|agreement|loan|tenancy|assignment|allocation)$/.test(
    endOf(table),
  );

/** `desk_rentals` of desks: these were there before. */
export function isCalledAfter(table: string, other: string): boolean {
  const [long, short] = [endOf(table), endOf(other)];
  return long.startsWith(`${short}_`);
}

/** By its name it is about the whole installation. */
export const isInstallations = (table: string): boolean =>
  [installation, everybodys].some((names) => names.test(wordsOf(splitTableName(table).name).join('_')));

const challenges =
  /(?:^|_)(?:verification|verify|confirmation|challenge|password|otp|magic|one_time|passwordless)(?:_|s?$)/;
const secrets = new Set('token hash value code secret otp'.split(' '));
const ends = new Set('expire expires expired expiry expiration'.split(' '));
/** Of a token that a product lets end after some time. */
const begins = new Set('created inserted issued'.split(' '));

/** Of a person who has to show that a mailbox is theirs: it ends by itself. */
export function isChallenges({ name, columns }: Table): boolean {
  const has = (words: ReadonlySet<string>): boolean =>
    columns.some((column) => wordsOf(column.name).some((word) => words.has(word)));
  const called = wordsOf(splitTableName(name).name).join('_');
  return challenges.test(called) && has(secrets) && (has(ends) || (/_(?:token|reset)s?$/.test(called) && has(begins)));
}

/** Whoever has it may do something: cut off from what it was for, it may be for everything. */
export const isCredentials = (table: string): boolean =>
  /(?:^|_)(?:api_?key|access_?key|key|token|credential|secret)$/.test(endOf(table));

/** Kept by a framework for itself. */
export function isFrameworks(table: Table): boolean {
  const called = splitTableName(table.name).name;
  // What a product adds to it may say who made a change.
  return /^rev_?info$/i.test(called) ? personalColumns(table).length === 0 : frameworks.test(called);
}

/** Who is signed in, as bytes under a key, until that ends: a framework keeps it so, and nothing else stands there. */
export function isSessionStore({ name, columns }: Table): boolean {
  const called = columns.map((column) => wordsOf(column.name).join('_'));
  const isKept = (column: string): boolean => keptOfSession.test(column) || endOfSession.test(column);
  return /(?:^|_)session$/.test(endOf(name)) && called.every(isKept) && called.some((each) => endOfSession.test(each));
}

const keptOfSession = /^(?:(?:sess_|session_)?(?:id|key|data|time)|sid|sess|(?:created|updated)_at)$/;
const endOfSession =
  /^(?:(?:sess_|session_)?(?:lifetime|expiry|expires?(?:_at|_on|_date)?)|ttl|last_(?:activity|access))$/;

/** What only lasts as long as rows refer to it: stored files, and what says when several rows were changed. */
export function isKeptByReferences({ name, columns }: Table): boolean {
  const called = wordsOf(splitTableName(name).name).join('_');
  if (/(?:^|_)(?:active_storage_blobs?|reversion_revision)$/.test(called)) return true;
  const isStored = columns.some((column) => wordsOf(column.name).some((word) => stored.has(word)));
  return /(?:^|_)storage_objects?$/.test(called) && isStored;
}

/** Smaller or other ones of what was stored. */
export const isCopies = (table: string): boolean =>
  /(?:^|_)(?:variant_record|variant|preview|representation|thumbnail|derivative|rendition|optimized_image)$/.test(
    endOf(table),
  );

const stored = new Set('key path bucket backend checksum sha256 md5 mime'.split(' '));

const traffic =
  /(?:^|_)(?:outbox|inbox|queues?|jobs?|logs?|audits?|events?|activit(?:y|ies)|histor(?:y|ies)|messages?|[a-z]*mails?|webhooks?|payloads?|deliver(?:y|ies)|versions?|snapshots?|cache|sessions?|exports?|imports?|uploads?|runs?|notifications?|callbacks?|requests?|(?:log|audit|event)_entr(?:y|ies))$/;

const passedOn =
  /(?:^|_)(?:outbox|queues?|jobs?|logs?|[a-z]*mails?|sms|messages?|notifications?|webhooks?|deliver(?:y|ies)|runs?)(?:_|$)/;

/** It says what was sent or done to whom: a log of mails, a queue of messages, tokens in mails. */
export const isSentOut = (table: Table): boolean =>
  isChallenges(table) || passedOn.test(wordsOf(splitTableName(table.name).name).join('_'));

/** Somebody asked for something, and waits for it: no request of a server. */
export const isWishes = (table: string): boolean =>
  /(?:^|_)(?:support|service|help|feature|leave|purchase|quote|repair)_request$/.test(endOf(table));

/** It takes in what passes by: rows whose texts may say anything of anybody. */
export const isTraffic = (table: string): boolean => traffic.test(wordsOf(splitTableName(table).name).join('_'));

const trails =
  /(?:^|_)(?:outbox|queues?|jobs?|task_?results?|casbin_rules?|logs?|audits?|notifications?|webhooks?|webhook_calls?|qrtz_(?:[a-z]+_)?(?:triggers|job_details)|(?:web_?hook|hook|mail|email|message|notification|event)_deliver(?:y|ies)|(?:audit|domain|integration|outbox|stored|inbound|stripe|paypal|payment|provider|github|gitlab|shopify|webhook|hook|tracking|log|system|security|job|queue|message|ahoy)_events?|event_(?:publications?|store|log)s?|executions?|activit(?:y|ies)|api_?calls?|[a-z]*mails?|sms|(?:log|audit|event|telescope|outbox|queue)_(?:entr(?:y|ies)|messages?|items?|records?)|user_claims?|storage_objects?)$/;
const switches = /(?:^|_)(?:gates?|toggles?|flags?|features?)$/;
const switchedFor = new Set('scope target actor value'.split(' '));
const definitions = new Set('name key slug code title'.split(' '));

/**
 * What is left behind when something is done with other rows: jobs, notifications, lines of a log; and switches that are
 * set for one of them. Each is about what it mentions, where what has a name of its own is there for everybody.
 */
export function isTrail(table: Table): boolean {
  const { schema, name: bare } = splitTableName(table.name);
  const called = wordsOf(bare).join('_');
  const isDefined = [table.primaryKey, ...table.uniques].some(
    (key) => key?.columns.length === 1 && definitions.has(wordsOf(key.columns[0] ?? '').at(-1) ?? ''),
  );
  if (isDefined || table.columns.some((column) => planned.test(wordsOf(column.name).join('_')))) return false;
  if (trails.test(called) || trails.test(`${wordsOf(schema).join('_')}_${called}`)) return true;
  return switches.test(called) && table.columns.some((column) => switchedFor.has(column.name.toLowerCase()));
}

/** Of what is going to be. */
export const planned =
  /^(?:starts?(?:_at|_on|_time|_date)?|begins?(?:_at|_on)?|venue|location|cron(?:_.*)?|wage|salary)$/;

/** The calls of an event, the states of a job. */
export const isPartOfTrail = (table: Table, parent: Table): boolean =>
  isTrail(parent) &&
  (isCalledAfter(table.name, parent.name) ||
    /(?:^|_)(?:logs?|states?|statuses|executions?|invocations?|attempts?|parameters?|job_?parameter|results?|tags?|entr(?:y|ies)|triggers?)(?:_|$)/.test(
      wordsOf(splitTableName(table.name).name).join('_'),
    ));

/** Of whoever came with a browser, for as long as they stayed; nobody has written anything there. */
export const isVisits = ({ name, columns }: Table): boolean =>
  /^(?:ahoy_visit|visit|session|user_session|web_session)$/.test(endOf(name)) &&
  columns.some((column) => visiting.test(wordsOf(column.name).join('_'))) &&
  !columns.some((column) => written.test(wordsOf(column.name).join('_')));
const visiting =
  /^(?:ip|ip_address|remote_ip|user_agent|agent|browser|referrer|landing_page|visit_token|visitor_token)$/;
const written = /(?:^|_)(?:notes?|reports?|transcripts?|body|contents?|text|summary|messages?|comments?|title)$/;

/** How somebody wants something to be: for one thing, or, where it says for none, for all. */
export const isSettings = (table: string): boolean => /(?:setting|preference)$/.test(endOf(table));

/** What somebody thinks of something, or wants to find again. */
export const isMarks = (table: string): boolean =>
  /(?:^|_)(?:like|favou?rite|bookmark|star|reaction|clap|heart|upvote|follow|wish_?list_item|saved_item)$/.test(
    endOf(table),
  );

/** Somebody was told of something that was done. */
export const isNotifications = (table: string): boolean => /(?:^|_)notification$/.test(endOf(table));

/** What somebody may do something with until it ends; whose that is, it may only mention. */
export function isTokens({ name }: Table): boolean {
  const called = wordsOf(splitTableName(name).name).join('_');
  return (
    /(?:^|_)(?:tokens?|authorizations?|(?:oauth|access)_(?:[a-z]+_)?grants?)$/.test(called) && !challenges.test(called)
  );
}

/** It comes from elsewhere, and may say what is called by numbers there. */
export function isTakenIn({ name, columns }: Table): boolean {
  const called = wordsOf(splitTableName(name).name).join('_');
  // What was sent says where to, and what was answered.
  const isSent = columns.some((column) => sentOut.test(wordsOf(column.name).join('_')));
  return takenIn.test(called) || (/(?:^|_)(?:web)?hooks?(?:_|$)/.test(called) && !isSent);
}

const takenIn =
  /(?:^|_)(?:inbound|incoming|received|callbacks?|import(?:s|ed)?|edi|inbox|syncs?|external|payloads?$|stripe|github|gitlab|slack|shopify|paypal|twilio)(?:_|$)/;
const sentOut =
  /^(?:(?:web_?)?hook_id|(?:webhook_)?(?:endpoint|subscription)_id|response(?:_.*)?|(?:http_|last_)?status_code|delivered_at|target_url|endpoint|url)$/;
