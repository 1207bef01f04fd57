import { type Read, text } from './read.ts';

/** The words of the grammar that users choose: kinds, stores, effects. They appear in commands and on certificates. */
export const readName: Read<string> = text(
  {
    expected: 'a name of lower-case letters, digits, - and _, starting with a letter',
    write: "a name such as 'workspace'",
  },
  /^[a-z][a-z0-9_-]{0,62}$/,
);

/** `a user`, `an account`: only in sentences, where a wrong guess does no harm. */
export const withArticle = (kind: string): string => `${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}`;

/** One part of a name; one that holds a dot or a quote is written quoted, as in SQL. */
const part = '("(?:[^"]|"")*"|[^."]+)';
const table = new RegExp(`^${part}\\.${part}$`, 'u');
const inTable = new RegExp(`^(${part}\\.${part})\\.(.+)$`, 'su');

export const readTable: Read<string> = text(
  { expected: 'a table, with its schema', write: "a table such as 'app.invoices'" },
  table,
);

/** `app.workspaces.slug`: a column or trigger with its table. */
export const readInTable: Read<string> = text(
  { expected: 'a name with its schema and table', write: "a name such as 'app.workspaces.slug'" },
  inTable,
);

export function splitInTable(path: string): { readonly table: string; readonly name: string } {
  const found = inTable.exec(path);
  return { table: found?.[1] ?? '', name: found?.[4] ?? '' };
}

export const readColumn: Read<string> = text({ expected: 'a column', write: "a column such as 'issued_at'" });

export const readReason: Read<string> = text({
  expected: 'a reason in words',
  write: "why, as the person asking would read it, such as 'tax law'",
});
