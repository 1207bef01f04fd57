import { type Known, own } from '../policy/lookup.ts';
import type { RowSubject, StoreConfig, SubjectPolicy, ValueSubject } from '../policy/policy.ts';
import { whyUnnamed } from '../policy/subject-key.ts';
import {
  type Doubtful,
  pathOf,
  standsByName,
  theValue,
  type ValueColumns,
  valueColumnsOf,
} from '../policy/value-columns.ts';
import type { Schema } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { rowKey, whatNamesRows } from '../schema/row-key.ts';
import type { Edge } from './edges.ts';
import type { Finding } from './finding.ts';
import { found } from './found.ts';
import type { Subject } from './plan.ts';

/**
 * What every path ends in: the row that is the subject; or, where it has none, its value, which stands for a row that
 * nobody can delete. The columns that hold the value lead to it like links, so all that follows is the same for both.
 */
export interface Root {
  readonly name: string;
  readonly key: readonly string[];
  /** A row of this name is there, to be locked, emptied or deleted. */
  readonly hasRow: boolean;
  /** By which rows say that they are the subject's, beside what the schema declares. */
  readonly edges: readonly Edge[];
}

/** A subject, and what it is planned by. */
export interface Named {
  readonly schema: Schema;
  readonly store: { readonly name: string; readonly config: StoreConfig };
  readonly policy: SubjectPolicy;
  readonly subject: Subject;
}

export interface Rooted {
  /** null: no plan is possible. */
  readonly root: Root | null;
  readonly findings: readonly Finding[];
}

export function rootOf(asked: Named): Rooted {
  const { policy, schema, store } = asked;
  return policy.table === null ? valueRoot(policy, asked, { schema, store: store.config }) : rowRoot(policy, asked);
}

function rowRoot(policy: RowSubject, { schema, store, subject }: Named): Rooted {
  const table = own(schema.tables, policy.table);
  // That it is unknown is already said.
  if (table === null) return { root: null, findings: [] };
  const finding = (message: string, next: string): Finding => ({ code: 'UNDECIDED', table: table.name, message, next });
  const because = (message: string, next: string): Rooted => ({ root: null, findings: [finding(message, next)] });
  const rule = policy.rules[table.name];
  const named = rowKey(table);
  if (named === null)
    return because(
      `${table.name} has no primary key and no unique key of columns that are NOT NULL, so no row of it can be named`,
      `Give ${table.name} ${whatNamesRows(table)}.`,
    );
  const unnamed = whyUnnamed(table);
  if (unnamed !== null)
    return because(`expected ${unnamed.expected}, found ${unnamed.found}`, `Name the subject by ${unnamed.write}.`);
  const key = named.columns;
  if (key.length !== subject.key.length) {
    return because(
      `the key of the ${subject.kind} has ${subject.key.length} parts; ${table.name} has ${key.join(', ')}`,
      'Name the subject by its whole key.',
    );
  }
  const links = [...table.references, ...store.config.links.filter((each) => each.table === table.name)];
  const branches = new Set(links.flatMap(({ to, columns }) => (to === table.name ? columns : [])));
  const isLeft =
    rule?.rule === 'detach' && !(rule.columns.length > 0 && rule.columns.every((name) => branches.has(name)));
  if (rule?.rule === 'ignore' || isLeft) {
    return because(
      `the subject's own row cannot be left with the rule ${rule.rule}`,
      `Delete the rule of ${table.name}, or write anonymise or keep.`,
    );
  }
  return { root: { name: table.name, key, hasRow: true, edges: [] }, findings: [] };
}

function valueRoot(policy: ValueSubject, { subject }: Named, known: Known): Rooted {
  const { column } = policy.value;
  const stands = valueColumnsOf(policy, known, subject.key[0]);
  const findings = stands.doubtful.map((each) => doubtful(each, stands, subject.kind));
  if (!standsByName(policy, known)) {
    const message = `no table has a column ${column} by which a row could be the ${subject.kind}'s`;
    const next = `Correct the column of ${subject.kind}, or name the columns that hold its value under also.`;
    return { root: null, findings: [{ code: 'RULE_UNKNOWN_COLUMN', table: column, message, next }] };
  }
  if (subject.key.length !== 1) {
    const message = `the ${subject.kind} is one value of ${column}; its key has ${subject.key.length} parts`;
    const next = 'Name the subject by that value alone.';
    findings.push({
      code: 'UNDECIDED',
      table: found(stands.columns[0] ?? stands.doubtful[0], 'no column').table,
      message,
      next,
    });
    return { root: null, findings };
  }
  if (stands.columns.length === 0) return { root: null, findings };
  const edges = stands.columns.map(({ table, column: name }) => valueEdge(known, table, name));
  return { root: { name: theValue, key, hasRow: false, edges }, findings };
}

const key: readonly string[] = ['value'];

function valueEdge({ schema }: Known, table: string, name: string): Edge {
  const column = found(
    own(schema.tables, table)?.columns.find((each) => each.name === name),
    `${table}.${name} is gone`,
  );
  const nullable = column.nullable ? [name] : [];
  return {
    ...{ name: `column ${name}`, table, columns: [name], to: theValue, toColumns: key, onDelete: null },
    ...{
      nullable,
      cut: column.generated === 'no' ? nullable : [],
      full: false,
      validated: true,
      when: null,
      partition: null,
      toPartition: null,
      compare: {},
    },
  };
}

function doubtful({ table, column, type, because }: Doubtful, stands: ValueColumns, kind: string): Finding {
  const path = pathOf({ table, column });
  const except = `if it means something else, write except: ['${path}']`;
  const [others] = [...stands.columns].sort((a, b) => byCodeUnit(a.table, b.table)).map(pathOf);
  const say: Record<Doubtful['because'], readonly [string, string]> = {
    elsewhere: [
      `${path} may hold rows of the ${kind}, and its rows are on another server, where nothing is deleted`,
      `Delete them there and put ${table} under ignore with the reason; ${except}.`,
    ],
    loose: [
      `${path} is of type ${type}, in which values that are written differently can be equal: rows of another ${kind} could be taken along`,
      `Give the column the type text, without a collation of its own; ${except}.`,
    ],
    'too narrow': [
      `${path} is of type ${type}, which cannot hold the key of this ${kind}`,
      `Give the column the type that the others have; ${except}.`,
    ],
    'another type': [
      `${path} is of type ${type}, and the ${kind} is a value of type ${stands.type}, as in ${others}: the two are not compared`,
      `Give both the same type; ${except}.`,
    ],
  };
  const [message, next] = say[because];
  return { code: 'UNDECIDED', table, message, next };
}
