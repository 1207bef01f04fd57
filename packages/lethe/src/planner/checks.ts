import { all, any, not } from './combine.ts';
import { whyOthersAreCut } from './detachments.ts';
import { type Edge, survives } from './edges.ts';
import { linkCode } from './link-code.ts';
import {
  hangsFromAnother,
  hangsFromOwned,
  mayNameNobody,
  type Ownership,
  type Ownerships,
  ownershipOf,
} from './ownership.ts';
import type { Check } from './plan.ts';
import type { Predicate } from './predicate.ts';
import { edgesFrom, isBeside, isByValue, isOwned, ruleOf, type Setting } from './setting.ts';
import { severalParents } from './several-parents.ts';
import type { Fates } from './spine.ts';
import { unknownTypes } from './unknown-types.ts';

/**
 * Counts that must be zero. Steps reach exactly the rows their predicates name; the database does not stop there: a
 * cascade, a SET NULL or a refusal goes wherever a reference leads. So every reference by which somebody else's row
 * could hang from the subject's is counted, and so are rows that join two tenants.
 */
export function checksOf(setting: Setting, ownerships: Ownerships, fates: Fates): readonly Check[] {
  const crossing = [...ownerships.values()].flatMap((own) => [
    ...strangers(setting, ownerships, fates, own),
    ...joiners(setting, ownerships, own),
    ...contradictions(setting, own),
  ]);
  return [...crossing, ...severalParents(setting, ownerships), ...unknownTypes(setting, ownerships)];
}

/** Rows that hang from the subject's rows by an edge that does not make them the subject's. */
function strangers(setting: Setting, ownerships: Ownerships, fates: Fates, own: Ownership): readonly Check[] {
  // Its other links are cut or asked about, and what owns a row of it and what others share of it is no contradiction.
  if (isOwned(setting, own.table)) return [];
  // A person's table has no tenant to differ in; beside its owning edges all is detached or undecided.
  const edges = setting.policy.ownership === 'tenant' ? edgesFrom(setting, own.table) : own.others;
  return edges
    .filter(
      (edge) =>
        !own.anchors.includes(edge) &&
        whyOthersAreCut(edge, setting) === null &&
        matters(edge, own, setting, fates) &&
        !cannotCross(ownerships, edge, own),
    )
    .map((edge) => {
      const parent = ownershipOf(ownerships, edge.to);
      const stranger = namesTenant(own, setting) ? own.foreign : not(own.owned);
      const message = isByValue(edge, setting)
        ? `rows of ${own.table} name the subject in ${edge.columns.join(', ')}, and are another's`
        : `rows of ${own.table} that are not the subject's hang from its rows of ${edge.to}`;
      const write = whatToWrite(edge, own, setting);
      const found = check(own, edge, all([hangsFromOwned(setting, edge, parent), stranger]), message);
      return write === null ? found : { ...found, write };
    });
}

/** Of rows that only name the subject, and of those that would be nobody's. */
function whatToWrite(edge: Edge, { anchors, byColumn }: Ownership, setting: Setting): string | null {
  if (isBeside(edge, setting))
    return `Write ${linkCode(edge, 'set null')} under links in the store, and others' rows name the ${setting.policy.kind} no more`;
  if (!survives(edge) || byColumn || anchors.every(({ nullable }) => nullable.length === 0)) return null;
  return `If rows without ${anchors.flatMap(({ columns }) => columns).join(', ')} go with ${edge.to}, write ${linkCode(edge, 'cascade')} under links in the store`;
}

/** In each row, and only one: whatever is not the subject's is another's. A link may name nobody, and so may a value. */
function namesTenant({ byColumn, anchors }: Ownership, setting: Setting): boolean {
  const certain = (edge: Edge): boolean =>
    edge.onDelete !== null || (isByValue(edge, setting) && !mayNameNobody(edge, setting));
  return byColumn && anchors.length <= 1 && anchors.every(certain);
}

/**
 * The parent's rows go; or the row says itself whose it is; or the row would be the subject's by this edge, had the predicate not left a circle of
 * references open, and nothing else would find it.
 */
function matters(edge: Edge, own: Ownership, setting: Setting, fates: Fates): boolean {
  if (isByValue(edge, setting)) return true;
  return fates.get(edge.to)?.goes != null || (own.others.includes(edge) && !own.byColumn);
}

/** Rows that hang from the subject by one path and from another tenant by a second. Paths to several people are usual. */
function joiners(setting: Setting, ownerships: Ownerships, own: Ownership): readonly Check[] {
  const { ownership } = setting.policy;
  const paths = ownership === 'tenant' ? own.anchors : own.anchors.filter((edge) => isByValue(edge, setting));
  if (paths.length < 2 || isOwned(setting, own.table) || goesWithEither(setting, own.table, paths)) return [];
  return paths.map((edge) => {
    const by = paths.filter((other) => other !== edge);
    const ours = any(by.map((other) => hangsFromOwned(setting, other, ownershipOf(ownerships, other.to))));
    const theirs = hangsFromAnother(setting, edge, ownershipOf(ownerships, edge.to));
    return check(
      own,
      edge,
      all([ours, theirs]),
      isByValue(edge, setting)
        ? namesAnother(own, edge)
        : `rows of ${own.table} join the subject's rows with ${edge.to} of another`,
    );
  });
}

/** A row that joins two subjects, one of which recommends the other: the schema and the policy say that it goes with either. */
const goesWithEither = (setting: Setting, table: string, paths: readonly Edge[]): boolean =>
  ruleOf(setting, table)?.rule === 'delete' &&
  paths.every(({ to, onDelete }) => to === setting.root.name && onDelete === 'cascade');

/** Rows that are the subject's by a column that settles it, and name another in one that means the same. */
function contradictions(setting: Setting, own: Ownership): readonly Check[] {
  return own.others
    .filter((edge) => isByValue(edge, setting))
    .map((edge) =>
      check(own, edge, all([own.owned, { op: 'not subject', columns: edge.columns }]), namesAnother(own, edge)),
    );
}

const namesAnother = ({ table }: Ownership, { columns }: Edge): string =>
  `rows of ${table} are the subject's, and name another in ${columns.join(', ')}`;

function check({ table }: Ownership, { name }: Edge, predicate: Predicate, message: string): Check {
  return { code: 'CROSS_TENANT', table, reference: name, predicate, message };
}

/** A composite reference that carries the tenant on both sides: the parent's tenant is the row's own. */
function cannotCross(ownerships: Ownerships, edge: Edge, own: Ownership): boolean {
  const parent = ownershipOf(ownerships, edge.to);
  const [tenant, parentTenant] = [own, parent].map(tenantColumns);
  if (!tenant || !parentTenant) return false;
  return tenant.every((column, part) => {
    const at = edge.columns.indexOf(column);
    return at !== -1 && edge.toColumns[at] === parentTenant[part];
  });
}

/** The columns that hold the subject's key, in its order; null where there are none, or more than one set of them. */
function tenantColumns({ owned }: Ownership): readonly string[] | null {
  return owned.op === 'subject' && owned.path === undefined ? owned.columns : null;
}
