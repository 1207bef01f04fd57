import { canonicalJson } from '../canonical-json.ts';

/** Something that only the rows can tell. Asked of a sample: init looks at production and must not weigh on it. */
export type Question =
  /** Are values of the column keys of the other table? */
  | {
      readonly ask: 'overlap';
      readonly table: string;
      readonly column: string;
      readonly path: readonly string[] | null;
      readonly when: { readonly column: string; readonly equals: string } | null;
      readonly to: string;
      readonly toColumn: string;
      /** Only values that are too long to be equal by chance. */
      readonly long?: true;
    }
  /** Which values does the column have? */
  | { readonly ask: 'values'; readonly table: string; readonly column: string }
  /** What do rows of a small table, which says what the keys of others mean, say in these columns? */
  | { readonly ask: 'lookup'; readonly table: string; readonly key: string; readonly columns: readonly string[] }
  /** Which keys do the objects in the json column have? */
  | { readonly ask: 'keys'; readonly table: string; readonly column: string }
  /** In how many rows is none of the columns set? */
  | { readonly ask: 'unset'; readonly table: string; readonly columns: readonly string[] }
  /** Do rows share what they refer to? */
  | {
      readonly ask: 'sharing';
      readonly table: string;
      readonly column: string;
      /** From row to row, to the one whose column names the tenant. Empty: the row itself does. */
      readonly via?: readonly Hop[];
      readonly tenant: string | null;
      readonly to: string;
      readonly toColumn: string;
    }
  /** Does a row hold a key of the other table anywhere in its text? */
  | { readonly ask: 'mentions'; readonly table: string; readonly of: string; readonly ofColumn: string }
  /** Do texts of the columns name anybody: an e-mail address, or what is long enough to be somebody's key? */
  | { readonly ask: 'naming'; readonly table: string; readonly columns: readonly string[] }
  /** What does the trigger's function say? */
  | { readonly ask: 'source'; readonly function: string };

export interface LookupRow {
  readonly key: string;
  readonly says: readonly string[];
}

/** The column of the row before refers to that column of the table. */
export interface Hop {
  readonly column: string;
  readonly to: string;
  readonly toColumn: string;
}

interface Answers {
  /** Distinct values looked at, and how many of them are keys there. */
  readonly overlap: { readonly looked: number; readonly found: number };
  readonly values: { readonly values: readonly string[]; readonly more: boolean };
  readonly lookup: { readonly rows: readonly LookupRow[]; readonly more: boolean };
  /** Ways of one to four keys that lead to a plain value, the short ones first. */
  readonly keys: { readonly paths: readonly (readonly string[])[] };
  readonly unset: { readonly rows: number; readonly unset: number };
  /** `across`: rows referred to from several tenants; null where no way leads to a tenant. `idle`: referred to from nowhere. */
  readonly sharing: {
    readonly refs: number;
    readonly distinct: number;
    readonly idle: number;
    readonly across: number | null;
    /** How many tenants the references are of. */
    readonly tenants: number;
  };
  readonly mentions: { readonly rows: number; readonly found: number };
  readonly naming: { readonly rows: number; readonly found: number };
  readonly source: { readonly text: string };
}

export type Answer<Ask extends Question['ask'] = Question['ask']> = Answers[Ask];

/** What is known from the rows by now. Asking what is not known yet answers null and notes the question. */
export interface Evidence {
  ask<Q extends Question>(question: Q): Answer<Q['ask']> | null;
  readonly open: ReadonlyMap<string, Question>;
}

export type KnownAnswers = ReadonlyMap<string, Answer | 'unknown'>;

export const nameOf = (question: Question): string => canonicalJson(question);

export function evidenceOf(known: KnownAnswers): Evidence {
  const open = new Map<string, Question>();
  return {
    open,
    ask<Q extends Question>(question: Q) {
      const name = nameOf(question);
      const answer = known.get(name);
      if (answer === undefined) open.set(name, question);
      // The name holds the kind of question, so an answer stored under it is of that kind.
      return answer === undefined || answer === 'unknown' ? null : (answer as Answer<Q['ask']>);
    },
  };
}
