import type { Schema } from '../schema/graph.ts';
import { itemOf } from '../schema/item-words.ts';
import { wordsOf } from '../schema/name-words.ts';
import { splitTableName } from '../schema/table-name.ts';

/** Tables by what one of their rows is called. */
export interface TableIndex {
  /** Best first: the same schema, then the others by name. `weak`: only the end of the table's name fits. */
  find(item: string, near: string): readonly { readonly table: string; readonly weak: boolean }[];
  /** The one of the same family: `oauth_users` beside oauth_sessions, where no table is called oauth. */
  sibling(item: string, near: string): string | null;
}

export function tableIndex(schema: Schema): TableIndex {
  const exact = new Map<string, string[]>();
  const endings = new Map<string, string[]>();
  for (const table of Object.keys(schema.tables)) {
    const tokens = itemOf(wordsOf(splitTableName(table).name)).split('_');
    for (const [from] of tokens.entries()) {
      const into = from === 0 ? exact : endings;
      const item = tokens.slice(from).join('_');
      into.set(item, [...(into.get(item) ?? []), table]);
    }
  }
  return {
    find(item, near) {
      const named = nearFirst(exact.get(item) ?? [], near);
      if (named.length > 0) return named.map((table) => ({ table, weak: false }));
      // `post_id` in blog_comments is of blog_posts, whatever other posts there are.
      const ends = endings.get(item) ?? [];
      const siblings = siblingsOf(ends, near);
      const likely = [siblings, siblings.filter((table) => isOf(table, item))].find((few) => few.length === 1) ?? ends;
      return likely.length === 1 ? likely.map((table) => ({ table, weak: true })) : [];
    },
    sibling(item, near) {
      // `account_users` joins accounts and users; it is no family of its own.
      if (exact.has(firstToken(near) ?? '')) return null;
      const [only, ...others] = siblingsOf(endings.get(item) ?? [], near);
      return only === undefined || others.length > 0 ? null : only;
    },
  };
}

function nearFirst(tables: readonly string[], near: string): readonly string[] {
  const schemaOf = (table: string): string => splitTableName(table).schema;
  return [...tables].sort((a, b) => Number(schemaOf(b) === schemaOf(near)) - Number(schemaOf(a) === schemaOf(near)));
}

const siblingsOf = (tables: readonly string[], near: string): readonly string[] =>
  tables.filter((table) => table !== near && firstToken(table) === firstToken(near));

/** `tracker_project` and not `tracker_release_project`: nothing else than the family stands before. */
const isOf = (table: string, item: string): boolean =>
  itemOf(wordsOf(splitTableName(table).name))
    .split('_')
    .slice(1)
    .join('_') === item;

const firstToken = (table: string): string | undefined => wordsOf(splitTableName(table).name)[0];
