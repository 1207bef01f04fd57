import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What somebody who knows the product says that deleting one of its customers does. Tables are written as `schema.table`. */
export interface Truth {
  /** As it is given to `lethe init --subject`. */
  readonly subject: string;
  /** Of the subject that is deleted. */
  readonly key: string;
  /** By table, the condition in SQL that tells which rows go; of tables that do not stand here every row stays. */
  readonly goes: Readonly<Record<string, string>>;
  /** By table, what becomes of rows that stay. */
  readonly changes?: Readonly<Record<string, { readonly where: string; readonly columns: readonly string[] }>>;
  /** Tables of which the schema does not tell what happens to their rows: either is right, and so is a question. */
  readonly open?: readonly string[];
}

export async function truthOf(folder: string): Promise<Truth> {
  return JSON.parse(await readFile(join(folder, 'truth.json'), 'utf8'));
}
