import type { Schema, Table } from '../schema/graph.ts';
import { wordsOf } from '../schema/name-words.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { ProposedLink } from './accepted-links.ts';
import type { SubjectAsked } from './draft.ts';
import type { Evidence } from './evidence.ts';
import { areKeysOf, isNumber, type LinkCandidate, uniqueColumns } from './link-candidates.ts';
import { isOwner } from './role.ts';

interface Names {
  readonly named: readonly LinkCandidate[];
  /** Arms of pairs of a type and an id. */
  readonly typed: readonly ProposedLink[];
  readonly tenants: readonly SubjectAsked[];
}

/**
 * Numbers that fit two tables, where a name speaks for each: `contact_id` beside `contact_type`, and a table of contacts;
 * `owner_id`, and tenants that own things as people do. Small numbers are keys of both, so each is said to be one of two.
 */
export function oneOfTwo(
  schema: Schema,
  { named, typed, tenants }: Names,
  evidence: Evidence,
): { readonly named: readonly LinkCandidate[]; readonly polymorphic: readonly ProposedLink[] } {
  const byWord = Map.groupBy(Object.values(schema.tables), ({ name }) => lastWord(name));
  const doubtful = named.map((candidate): LinkCandidate => {
    if (candidate.else !== undefined || !isNumber(schema, candidate)) return candidate;
    const namesake = namesakeOf(candidate, byWord, evidence);
    if (namesake !== null) return namesake;
    const arms = typed.filter(({ link }) => link.table === candidate.table && link.columns[0] === candidate.column);
    const other = arms.length > 0 ? otherArm(candidate, arms) : owningTenant(schema, candidate, tenants);
    return other !== null && areKeysOf(candidate, evidence) ? { ...candidate, weak: false, else: other } : candidate;
  });
  const places = new Set(
    doubtful
      .filter((each, at) => each !== named[at] && each.to === named[at]?.to)
      .map(({ table, column }) => `${table}\0${column}`),
  );
  return { named: doubtful, polymorphic: typed.filter(({ link }) => !places.has(`${link.table}\0${link.columns[0]}`)) };
}

/** `account_id` of mail_accounts, of which all values are keys there, and only some of accounts. */
function namesakeOf(candidate: LinkCandidate, byWord: TablesByWord, evidence: Evidence): LinkCandidate | null {
  if (candidate.weak || candidate.role !== '') return null;
  const others = (byWord.get(lastWord(candidate.to)) ?? []).flatMap((table): readonly LinkCandidate[] => {
    if (table.name === candidate.to || table.name === candidate.table) return [];
    const key = uniqueColumns(table).find(
      ({ category, name }) => category === 'N' && rowKeyColumns(table).includes(name),
    );
    return key === undefined ? [] : [{ ...candidate, to: table.name, toColumn: key.name, else: candidate }];
  });
  if (others.length === 0 || areKeysOf(candidate, evidence)) return null;
  const [only, ...more] = others.filter((other) => areKeysOf(other, evidence));
  return more.length > 0 ? null : (only ?? null);
}

type TablesByWord = ReadonlyMap<string, readonly Table[]>;

const lastWord = (table: string): string => wordsOf(splitTableName(table).name).at(-1) ?? '';

/** The column is named after the table alone, and the pair leads elsewhere. */
function otherArm({ role, weak, ...candidate }: LinkCandidate, arms: readonly ProposedLink[]): LinkCandidate | null {
  if (role !== '' || weak || arms.some(({ link }) => link.to === candidate.to)) return null;
  const [arm] = arms;
  return arm === undefined
    ? null
    : { ...candidate, role, weak, to: arm.link.to, toColumn: arm.link.toColumns[0] ?? '' };
}

function owningTenant(
  schema: Schema,
  candidate: LinkCandidate,
  tenants: readonly SubjectAsked[],
): LinkCandidate | null {
  if (!isOwner(candidate.role)) return null;
  const [tenant] = tenants.filter(({ table }) => table !== null && table !== candidate.to && table !== candidate.table);
  const [key] = uniqueColumns(schema.tables[tenant?.table ?? '']).filter(({ category }) => category === 'N');
  if (tenant?.table == null || key === undefined) return null;
  return { ...candidate, to: tenant.table, toColumn: key.name };
}
