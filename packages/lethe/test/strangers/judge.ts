import type { TableBefore } from './rows.ts';
import type { Truth } from './truth.ts';

/** What a run that said "complete" did that the truth does not say; empty where it was right. */
export interface Judgement {
  /** Rows that are gone or changed and should not be. */
  readonly wrong: readonly string[];
  /** Rows that stayed as they were and should not have. */
  readonly left: readonly string[];
}

export function judge(
  before: ReadonlyMap<string, TableBefore>,
  after: ReadonlyMap<string, readonly string[]>,
  truth: Truth,
): Judgement {
  const [wrong, left]: [string[], string[]] = [[], []];
  for (const [table, { rows }] of before) {
    if (truth.open?.includes(table)) continue;
    const columns = truth.changes?.[table]?.columns ?? [];
    const now = counted(after.get(table) ?? []);
    const nowWithout = counted((after.get(table) ?? []).map((text) => without(text, columns)));
    const tell = (list: string[], what: string, text: string): void => {
      list.push(`${table}: ${what} ${text.slice(0, 200)}`);
    };
    for (const { text, goes, changes } of rows) {
      const same = take(now, text);
      if (goes && same) tell(left, 'still there', text);
      if (goes || (same && !changes)) continue;
      if (same) tell(left, 'still as it was', text);
      else if (!changes) tell(wrong, 'gone or changed', text);
      else if (!take(nowWithout, without(text, columns))) tell(wrong, 'gone, or more of it changed,', text);
    }
  }
  return { wrong, left };
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function take(counts: Map<string, number>, text: string): boolean {
  const count = counts.get(text) ?? 0;
  counts.set(text, count - 1);
  return count > 0;
}

function without(text: string, columns: readonly string[]): string {
  const row: Record<string, unknown> = JSON.parse(text);
  for (const column of columns) delete row[column];
  return JSON.stringify(row);
}
