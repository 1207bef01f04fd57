import type { Schema, Table } from '../schema/graph.ts';
import { schemaText } from '../testing/schema-text.ts';
import type { KindProposal, Proposals, SubjectAsked } from './draft.ts';
import type { Answer, Evidence, Question } from './evidence.ts';
import { propose } from './propose.ts';

/** What the rows would say; what is not given here is said of every row. */
export interface Rows {
  /** `app.talks.account_id → app.accounts`: sampled values, and how many of them are keys there. */
  readonly overlap?: Readonly<Record<string, readonly [looked: number, found: number]>>;
  readonly values?: Readonly<Record<string, readonly string[]>>;
  /** What rows say, by table and key. */
  readonly lookup?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  readonly keys?: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** By table, or by table and columns: `app.keys account_id user_id`. */
  readonly unset?: Readonly<Record<string, readonly [rows: number, unset: number]>>;
  readonly sharing?: Readonly<Record<string, Partial<Answer<'sharing'>>>>;
  readonly mentions?: readonly string[];
  /** Tables of which no row names anybody. */
  readonly namesNobody?: readonly string[];
  readonly sources?: Readonly<Record<string, string>>;
}

export interface Asking {
  readonly change?: (table: Table) => Partial<Table>;
  readonly rows?: Rows;
  readonly subjects?: readonly SubjectAsked[];
}

export const account: SubjectAsked = { kind: 'account', table: 'app.accounts', column: null, ownership: 'tenant' };
export const user: SubjectAsked = { kind: 'user', table: 'app.users', column: null, ownership: 'person' };

export function proposed(text: string | Schema, { change, rows = {}, subjects = [account] }: Asking = {}): Proposals {
  const schema = typeof text === 'string' ? schemaText(text, change) : text;
  return propose({ schema, schemas: ['app'], subjects }, rowsSay(rows));
}

function rowsSay(rows: Rows): Evidence {
  return {
    open: new Map(),
    ask<Q extends Question>(question: Q) {
      // One answer for each kind of question, picked by it.
      return answerTo(question, rows) as Answer<Q['ask']>;
    },
  };
}

function answerTo(question: Question, rows: Rows): Answer {
  switch (question.ask) {
    case 'overlap': {
      const { table, column, path, to, long, when } = question;
      const arm = when === null ? undefined : rows.overlap?.[`${table}.${column} → ${to} if ${when.equals}`];
      if (arm !== undefined) return { looked: arm[0], found: arm[1] };
      const place = `${[table, column, ...(path ?? [])].join('.')} → ${to}`;
      const ofLong = long === true ? rows.overlap?.[`${place}, long`] : undefined;
      const [looked, found] = ofLong ?? rows.overlap?.[place] ?? (long === true ? [10, 0] : [10, 10]);
      return { looked, found };
    }
    case 'values':
      return { values: rows.values?.[`${question.table}.${question.column}`] ?? [], more: false };
    case 'lookup':
      return {
        rows: Object.entries(rows.lookup?.[question.table] ?? {}).map(([key, says]) => ({ key, says })),
        more: false,
      };
    case 'keys':
      return { paths: rows.keys?.[`${question.table}.${question.column}`] ?? [] };
    case 'unset': {
      const { table, columns } = question;
      const [all, unset] = rows.unset?.[[table, ...columns].join(' ')] ?? rows.unset?.[table] ?? [10, 0];
      return { rows: all, unset };
    }
    case 'sharing': {
      const { table, column, to, tenant } = question;
      const told = rows.sharing?.[`${table}.${column} → ${to}`] ?? rows.sharing?.[to];
      // Without a column that names the tenant, it is not to be seen across how many.
      return {
        ...{ refs: 10, distinct: 10, idle: 0, across: null, tenants: tenant === null ? 0 : 3 },
        ...told,
        ...(tenant === null ? { across: null } : {}),
      };
    }
    case 'mentions':
      return { rows: 10, found: rows.mentions?.includes(question.table) === true ? 1 : 0 };
    case 'naming':
      return { rows: 10, found: rows.namesNobody?.includes(question.table) === true ? 0 : 1 };
    case 'source':
      return { text: rows.sources?.[question.function] ?? '' };
  }
}

/** `conversations.contact_id → contacts`, sorted. */
export const linksOf = ({ links }: Proposals): readonly string[] =>
  links
    .map(({ link: { table, columns, path = [], to, when } }) => {
      const arm = when === null ? '' : ` if ${when.equals}`;
      return `${[table, ...columns, ...path].join('.')} → ${to}${arm}`.replaceAll('app.', '');
    })
    .sort();

/** `tags: delete`, in the order of the tables. */
export function rulesOf({ kinds }: Proposals, at = 0): readonly string[] {
  return [...(kinds[at]?.rules ?? [])].map(([table, { value }]) => {
    const rule =
      value === 'delete'
        ? 'delete'
        : [value.rule, ...('columns' in value ? Object.values(value.columns) : [])].join(' ');
    return `${table.replace('app.', '')}: ${rule}`;
  });
}

export const undecidedOf = ({ kinds }: Proposals, at = 0): readonly string[] =>
  (kinds[at] as KindProposal).undecided.map(({ table }) => table.replace('app.', ''));

export const ignoredOf = ({ ignore }: Proposals): readonly string[] =>
  [...ignore.keys()].map((table) => table.replace('app.', ''));

/** Those of them that are left alone unless a plan finds the subject in them. */
export const searchedOf = ({ ignore }: Proposals): readonly string[] =>
  [...ignore].flatMap(([table, { unlessFound }]) => (unlessFound === true ? [table.replace('app.', '')] : []));
