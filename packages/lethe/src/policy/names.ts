import { type Read, text } from './read.ts';

/** The words of the grammar that users choose: kinds, stores, effects. They appear in commands and on certificates. */
export const readName: Read<string> = text(
  {
    expected: 'a name of lower-case letters, digits, - and _, starting with a letter',
    write: "a name such as 'workspace'",
  },
  /^[a-z][a-z0-9_-]{0,62}$/,
);

export const readTable: Read<string> = text(
  { expected: 'a table, with its schema', write: "a table such as 'app.invoices'" },
  /^[^.]+\.[^.].*$/s,
);

export const readColumn: Read<string> = text({ expected: 'a column', write: "a column such as 'issued_at'" });

export const readReason: Read<string> = text({
  expected: 'a reason in words',
  write: "why, as the person asking would read it, such as 'tax law'",
});
