import { type Edge, survives } from '../planner/edges.ts';
import { edgesFrom, edgesTo, type Setting, tableOf } from '../planner/setting.ts';
import type { Column, Table } from '../schema/graph.ts';
import { itemOf, referringOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { type PersonalColumn, personalColumns } from '../schema/personal.ts';
import { rowKeyColumns } from '../schema/row-key.ts';
import { splitTableName } from '../schema/table-name.ts';
import type { LinkCandidate } from './link-candidates.ts';
import { emailOf, idLists, rowNamedBy } from './open-columns.ts';
import { roleOf } from './role.ts';
import { isLookup, isMemberships } from './table-kinds.ts';

interface Hanging {
  readonly setting: Setting;
  readonly table: string;
  /** By which its rows hang from the person's. */
  readonly links: readonly Edge[];
  /** What columns refer to by their names. */
  readonly named: readonly LinkCandidate[];
}

/**
 * What every row hangs from, and there is nothing else that it could be of: no other column refers to anything, and no
 * row says that others take part in it.
 */
export function soleParent({ setting, table, links, named }: Hanging): Edge | null {
  const [only, ...others] = links.filter((edge) => isWhose(edge, setting) && !survives(edge));
  if (only === undefined || others.length > 0 || only.when !== null || only.compare.path !== undefined) return null;
  // Somebody has written that the person does not go before it.
  if ((only.onDelete === 'restrict' && !isAlwaysRestrict(setting)) || isOfOthersToo(tableOf(setting, table), links))
    return null;
  if (isOfWork(table) || !isForThemselves(setting) || isEmployed(setting, named)) return null;
  // Whoever made or changed a row does not share it.
  const isMakers = ({ to, cut }: Edge): boolean => to === setting.root.name && cut.length > 0;
  if (links.some((edge) => edge !== only && !isMakers(edge)) || isOthersToo(setting, table)) return null;
  const found = tableOf(setting, table);
  const { columns } = found;
  const key = rowKeyColumns(found);
  const ofItself = new Set([...links.flatMap((edge) => edge.columns), ...(key.length === 1 ? key : [])]);
  const isOther = (to: string): boolean => to !== table && to !== setting.root.name && !isLookup(to);
  const refers = ({ name, category }: Column): boolean =>
    edgesFrom(setting, table).some((edge) => isOther(edge.to) && edge.columns.includes(name)) ||
    named.some((each) => each.table === table && isOther(each.to) && each.column === name) ||
    (category !== 'S' && referringOf(name) !== null) ||
    rowNamedBy(setting.schema, name).some(isOther);
  if (idLists(found).length > 0) return null;
  return columns.some((column) => !ofItself.has(column.name) && refers(column)) ? null : only;
}

/** It is a matter of money, which is accounted for, or says whom else it is about. */
function isOfOthersToo(table: Table, links: readonly Edge[]): boolean {
  const lasts = [...table.columns.map(({ name }) => name), splitTableName(table.name).name].map(
    (name) => itemOf(wordsOf(name)).split('_').at(-1) ?? '',
  );
  // By an address that is the person's own the row hangs from them.
  const isReached = ({ column, looksLike }: PersonalColumn): boolean =>
    (looksLike === 'e-mail address' || looksLike === 'phone number') &&
    !links.some(({ columns }) => columns.includes(column));
  return lasts.some((word) => money.has(word)) || personalColumns(table).some(isReached);
}

const money = new Set(
  'amount price total subtotal cost fee cent currency tax vat balance gross net salary wage credit debit invoice order payment purchase sale'.split(
    ' ',
  ),
);

/** Prisma writes RESTRICT for every key that cannot be NULL, unless it is told otherwise. */
const isAlwaysRestrict = ({ schema }: Setting): boolean =>
  Object.keys(schema.tables).some((name) => splitTableName(name).name === '_prisma_migrations');

/** It says what somebody did or had for whoever they work for. */
export const isOfWork = (table: string): boolean =>
  itemOf(wordsOf(splitTableName(table).name))
    .split('_')
    .some((word) => work.has(word));

const work = new Set(
  (
    'shift timesheet timecard worklog work attendance absence leave roster rota duty payroll payslip opening inspection reading ' +
    'incident expense appraisal certification training laptop asset equipment vehicle car truck fleet till badge key keycard ' +
    'grade exam enrollment enrolment case care treatment diagnosis prescription approval signature'
  ).split(' '),
);

/** They use the product for themselves: what a nurse or a teacher has there is of those they work for. */
const isForThemselves = ({ root, policy }: Setting): boolean =>
  consumers.has(policy.kind) ||
  consumers.has(
    itemOf(wordsOf(splitTableName(root.name).name))
      .split('_')
      .at(-1) ?? '',
  );

const consumers = new Set(
  'user person account member customer profile player learner subscriber reader listener'.split(' '),
);

/** Its people are somebody's: what they have may be that one's. */
function isEmployed({ root, edges }: Setting, named: readonly LinkCandidate[]): boolean {
  const links = [...edges, ...named];
  const isOfEmployer = (table: string): boolean => links.some((link) => link.table === table && isEmployer(link.to));
  return (
    isOfEmployer(root.name) ||
    links.some(({ table, to }) => to === root.name && isMemberships(table) && isOfEmployer(table))
  );
}

const isEmployer = (table: string): boolean => employers.has(itemOf(wordsOf(splitTableName(table).name)));

const employers = new Set(
  'tenant org organization organisation company workspace employer business firm agency clinic hospital practice school restaurant store shop branch department'.split(
    ' ',
  ),
);

/** `user_id`, but not `author_id`. By their address it is told whose a row is, whatever its column is called. */
export const isWhose = (edge: Edge, { root, schema }: Setting): boolean =>
  roleOf(edge, new Set(), root.name) === '' || isAddress(edge, schema.tables[root.name]);

const isAddress = ({ to, toColumns }: Edge, root: Table | undefined): boolean =>
  root !== undefined && to === root.name && toColumns.join() === emailOf(root);

/** By a name or an address: of a revision, who wrote it. */
const saysWho = (table: Table): boolean => personalColumns(table).some(({ looksLike }) => naming.has(looksLike));

const naming = new Set(['name of a person', 'online name', 'e-mail address', 'phone number']);

/** Of what hangs from it, however far down, something hangs from a person as well: a member, an answer. */
function isOthersToo(setting: Setting, table: string): boolean {
  const below = new Set([table]);
  // A Set hands out what is added while it is walked through.
  for (const at of below) {
    for (const edge of edgesTo(setting, at)) {
      const { table: child } = edge;
      if (child === setting.root.name) return true;
      if (child === at || survives(edge)) continue;
      const isSigned = child !== table && saysWho(tableOf(setting, child));
      if (isSigned || (child !== table && edgesFrom(setting, child).some(({ to }) => to === setting.root.name)))
        return true;
      below.add(child);
    }
  }
  return false;
}
