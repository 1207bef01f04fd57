import { type Draft, mark, plainValues } from './draft.ts';
import { keyValues } from './keys.ts';
import type { Random } from './random.ts';
import type { Tie } from './ties.ts';
import type { Owner, Row, Table } from './world.ts';

export interface Rows {
  /** It says whose the row is: set in each row that is a tenant's. */
  readonly main: Tie;
  /** May say so too; where it says something else, it leads to what everybody shares. */
  readonly more: readonly Tie[];
  /** Lead to what everybody shares. */
  readonly uses: readonly Tie[];
  readonly random: Random;
}

/** Up to three rows of each tenant, lying mixed; and shared ones, where a row may hang from nobody. */
export function fillRows(draft: Draft, table: Table, rows: Rows): void {
  const { random } = rows;
  for (const owner of owners(draft, random)) {
    const chosen = choose(rows, owner);
    if (chosen === null) continue;
    if (owner === null) mark(draft, 'nullable link, some rows shared');
    addRow(draft, table, owner, chosen, random);
  }
}

function owners({ world }: Draft, random: Random): readonly Owner[] {
  const everybody: Owner[] = [...world.tenants.keys(), null];
  const times = everybody.map((owner) => (owner === world.victim ? 1 + random.below(3) : random.below(3)));
  const most = Math.max(...times);
  return Array.from({ length: most }, (_, turn) => everybody.filter((_, at) => turn < (times[at] ?? 0))).flat();
}

function choose({ main, more, uses, random }: Rows, owner: Owner): Row['values'] | null {
  const own = owner === null ? (main.choose(null, random) ?? main.empty) : main.choose(owner, random);
  if (own === null) return null;
  const values = { ...own };
  for (const tie of more) {
    const skipped = tie.empty !== null && !(tie.always && owner !== null) && random.chance(0.3);
    const shared = owner !== null && random.chance(0.2) ? tie.choose(null, random) : null;
    const chosen = skipped ? tie.empty : (shared ?? tie.choose(owner, random) ?? tie.empty);
    if (chosen === null) return null;
    Object.assign(values, chosen);
  }
  for (const tie of uses) {
    const chosen = (random.chance(0.7) ? tie.choose(null, random) : null) ?? tie.empty ?? tie.choose(null, random);
    if (chosen === null) return null;
    Object.assign(values, chosen);
  }
  return values;
}

export function addRow(draft: Draft, table: Table, owner: Owner, chosen: Row['values'], random: Random): Row {
  const no = table.rows.length + 1;
  const values: Row['values'] = { ...chosen };
  const key = keyValues(table.kind, draft.world.tables.indexOf(table), no);
  for (const [part, value] of key.entries()) values[table.key[part] ?? ''] = value;
  const row: Row = { owner, values };
  plainValues(table, { owner, no, values }, random);
  table.rows.push(row);
  return row;
}
