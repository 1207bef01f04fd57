import type { Schema, Table } from '../schema/graph.ts';
import { byCodeUnit } from '../schema/order.ts';
import { splitTableName, tableName } from '../schema/table-name.ts';
import type { Proposed } from './draft.ts';
import type { Evidence } from './evidence.ts';

/** What triggers on deleted and updated rows do, as their functions' text says. */
export interface TriggerWrites {
  /** By trigger, the tables that it writes. */
  readonly writes: ReadonlyMap<string, Proposed<readonly string[]>>;
  /** Tables into which one of them puts rows: what these say comes from rows that go. */
  readonly filled: ReadonlySet<string>;
}

export function triggerWrites(schema: Schema, tables: Iterable<string>, evidence: Evidence): TriggerWrites {
  const writes = new Map<string, Proposed<readonly string[]>>();
  const filled = new Set<string>();
  for (const name of tables) {
    const table = schema.tables[name];
    for (const trigger of table?.triggers ?? []) {
      if (table === undefined || !trigger.events.some((event) => event === 'delete' || event === 'update')) continue;
      const source = evidence.ask({ ask: 'source', function: trigger.function })?.text ?? '';
      const value = writesIn(source, schema, table, written);
      if (value.length === 0) continue;
      writes.set(`${trigger.table}.${trigger.name}`, { value, evidence: `${trigger.function} names them` });
      for (const each of writesIn(source, schema, table, inserted)) filled.add(each);
    }
  }
  return { writes, filled };
}

const part = String.raw`(?:"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*)`;
const named = String.raw`\s+(?:(${part})\s*\.\s*)?(${part})`;
const inserted = new RegExp(String.raw`\b(?:insert\s+into|merge\s+into)${named}`, 'giu');
const written = new RegExp(
  String.raw`\b(?:insert\s+into|update(?:\s+only)?|delete\s+from(?:\s+only)?|merge\s+into)${named}`,
  'giu',
);

/** Names as the source has them; a name without a schema is looked for beside the table first. */
function writesIn(source: string, schema: Schema, table: Table, statement: RegExp): readonly string[] {
  const code = source.replaceAll(/--[^\n]*/g, ' ').replaceAll(/\/\*[\s\S]*?\*\//g, ' ');
  const found = [...code.matchAll(statement)].flatMap(([, inSchema, name = '']) =>
    resolve(schema, table, inSchema === undefined ? null : plain(inSchema), plain(name)),
  );
  return [...new Set([...found, ...dynamic(code, schema, table)])].sort(byCodeUnit);
}

function resolve(schema: Schema, near: Table, inSchema: string | null, name: string): readonly string[] {
  const schemas = inSchema === null ? [splitTableName(near.name).schema, 'public'] : [inSchema];
  const names = schemas.map((each) => tableName(each, name));
  const found = names.find((each) => Object.hasOwn(schema.tables, each));
  if (found !== undefined) return [found];
  // A view of one table can be written to like it: a table that was renamed often leaves one.
  return (
    schema.views
      .find((view) => names.includes(view.name))
      ?.tables.filter((each) => Object.hasOwn(schema.tables, each)) ?? []
  );
}

/** `EXECUTE format('INSERT INTO %I …', TG_TABLE_NAME || '_history')`: the table's name with what is put behind it. */
function dynamic(code: string, schema: Schema, table: Table): readonly string[] {
  if (!/\bexecute\b/iu.test(code)) return [];
  const { schema: own, name } = splitTableName(table.name);
  const endings = [...code.matchAll(/\btg_(?:table_name|relname)\s*(?:::\s*text\s*)?\|\|\s*'(\w+)'/giu)];
  return endings.flatMap(([, ending = '']) => resolve(schema, table, own, `${name}${ending}`));
}

const plain = (written: string): string =>
  written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written.toLowerCase();
