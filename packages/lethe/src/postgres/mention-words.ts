import { sql } from 'kysely';
import type { Sql } from './sql.ts';
import { bare, lastPart, typedIn, underName, uuidsIn } from './trace-words.ts';

/** Shorter texts without a uuid's form are words, and stand in a text by chance. */
const shortestKey = 12;

/** `order` of `orderid`. */
export const withoutId = (key: Sql): Sql => sql`regexp_replace(${key}, '(?:ids?|pk)$', '')`;

/** What rows of a place mention is looked for with: names of all tables, and of the subject. */
export interface MentionNames {
  readonly names: readonly string[];
  readonly subject: readonly string[];
}

/**
 * What a text, `c.x`, says for certain is a key: a uuid, a long mix of letters and digits, or a number of which it says
 * what it is of; and what it says behind a name of the subject. `certain`: the number is one of the product's own. `item`: what
 * that is called; '' where the key says enough by itself. `c.elsewhere`: the row speaks of another system, whose numbers are not ours.
 */
export function keysIn({ names, subject }: MentionNames): Sql {
  const called = sql`${[...names]}::text[]`;
  const own = sql`case when c.elsewhere then '' else regexp_replace(c.x, ${sql.lit(address)}, ' ', 'gi') end`;
  const found = (pattern: string): Sql => sql`regexp_matches(o.x, ${sql.lit(pattern)}, 'g') m`;
  const item = withoutId(sql`k.key`);
  const last = lastPart(sql`m[1]`);
  const pairs = [
    sql`select ${last}, m[3], true from ${found(whole)}`,
    sql`select ${last}, m[2], true from ${found(ofSpacedClass)}`,
    sql`select ${last}, m[2], true from ${found(ofSubject(subject))}`,
    ...[ofClass, inPath].map((pattern) => sql`select ${last}, m[2], false from ${found(pattern)}`),
  ];
  return sql`select f.* from (select ${own} as x, c.elsewhere offset 0) o cross join lateral (
    select '' as item, u.word, true as certain from (${uuidsIn(sql`c.x`)}) u
    union select '', lower(w), true from regexp_split_to_table(c.x, '[^[:alnum:]_-]+') w
      where char_length(w) between ${sql.lit(shortestKey)} and 500 and w ~ '[0-9]' and w ~ '[[:alpha:]]'
    union select ${item}, n.number, false
      from (select ${bare(sql`m[1]`)}, m[2] from ${found(underId)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(underIds)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(inPhp)}) k(key, numbers)
      cross join lateral regexp_split_to_table(k.numbers, '[^0-9]+') n(number)
      where n.number ~ '^[0-9]{1,18}$' and ${item} = any(${called})
    union select p.item, p.number, p.certain from (${sql.join(pairs, sql` union all `)}) p(item, number, certain)
      where p.item = any(${called}) and char_length(p.number) <= 18
    union select t.item, t.number, t.certain from (${typedIn(names)}) t where not o.elsewhere
    union select s.item, lower(s.handle), true
      from (select ${bare(sql`m[1]`)}, m[2] from ${found(handleInPath(subject))}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(underName)}
        union all select ${bare(sql`m[1]`)}, m[2] from ${found(handleAlone)}) s(item, handle)
      where s.item = any(${[...subject]}::text[]) and s.handle ~ '[0-9_-]' and s.handle ~ '[[:alpha:]]') f`;
}

/** A row in which one of these stands may say what is called by numbers there. */
export const elsewhere =
  '(?:provider|vendor|external|integration|remote|upstream|third.?party|stripe|paypal|braintree|adyen|plaid|sendgrid|mailchimp|mailgun|mandrill|postmark|twilio|vonage|hubspot|salesforce|pipedrive|zendesk|intercom|freshdesk|slack|discord|github|gitlab|bitbucket|jira|asana|trello|google|facebook|instagram|linkedin|twitter|shopify|woocommerce|amazon|ebay|quickbooks|xero|mixpanel|amplitude|matomo|datadog|sentry|zapier|docusign|okta|auth0|bexio|odoo|netsuite|dynamics|crm|erp\\M)';

/** The same of a row that says in one column what another holds. */
export const keyNamedSql = (name: Sql, value: Sql): Sql =>
  sql`select ${withoutId(bare(sql`${name}::text`))} as item, ${value}::text as word, false as certain
    where ${value}::text ~ '^[0-9]{1,18}$' and ${bare(sql`${name}::text`)} ~ '(?:ids?|pk)$'`;

/** No longer key begins with it, nor a version, a date or a telephone number. */
export const numberEnds = '(?![[:alnum:]]|[.-]\\d)';
/** A path of this product has no host. */
const address = '(?:https?|wss?|ftps?)://[^\\s"\'<>]*';
/** `"order_id": 12`, `orderId=12`, `order_pk: '12'`. */
const underId = `([[:alpha:]_-][[:alnum:]_-]*(?:[iI]d|ID|pk))["'\\\\]*\\s*(?:=>|[:=])\\s*["'\\\\]*(\\d{1,18})${numberEnds}`;
/** `"order_ids": [12, 13]`. */
const underIds = `([[:alpha:]_-][[:alnum:]_-]*(?:[iI]ds?|ID|IDs))["'\\\\]*\\s*(?:=>|[:=])\\s*\\[([\\d,\\s"'\\\\]+)\\]`;
const inPhp = '"([[:alpha:]_-][[:alnum:]_-]*[iI]d)[\\\\]*";i:(\\d{1,18});';
/** Nothing else stands there, and it is a class: `Account;12`, `App\Models\Team|12`. */
const whole = '^\\W*([A-Z][[:alnum:]_.\\\\:]*[^s])([;|])(\\d{1,18})\\W*$';
/** Nothing else stands there, and it is the subject: `team:12`. */
const ofSubject = (subject: readonly string[]): string => `(?i)^\\s*(${subject.join('|')})[:;|#](\\d{1,18})\\s*$`;
/** `Order#12`, `Order(12)`. */
const ofClass = `([A-Z][[:alnum:]_]*)[;|#(](\\d{1,18})${numberEnds}`;
/** `App\Models\Order:12`, `Shop::Order#12`. */
const ofSpacedClass = `([[:alnum:]_]+(?:(?:\\\\+|::)[[:alnum:]_]+)+)[;|#:](\\d{1,18})${numberEnds}`;
/** `/orders/12/edit`. */
const inPath = '/([[:alpha:]_-]+)/(\\d{1,18})(?=[]/?&#\\s"\'<>.,)}]|$)';
/** `/organizers/acme/events`. */
const handleInPath = (subject: readonly string[]): string =>
  `(?:^|[^[:alnum:]/]|/(?:api|v\\d+|app|admin|rest))/(${subject.join('|')})/([[:alnum:]_-]{3,})(?=[]/?&#\\s"'<>.,)}]|$)`;
/** Nothing else stands there: `lender-HANSE`. */
const handleAlone = '^([[:alpha:]]+)[-:#|/]([[:alnum:]_-]{2,})$';
