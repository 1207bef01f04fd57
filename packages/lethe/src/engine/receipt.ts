/** What a transaction really wrote to one table, cascades and triggers included, as the server counted it. */
export interface Writes {
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Sums of a run's receipts by table. */
export function sumWrites(receipts: Iterable<Writes>): Writes[] {
  const sums = new Map<string, Writes>();
  for (const receipt of receipts) {
    const sum = sums.get(receipt.table) ?? { table: receipt.table, inserted: 0, updated: 0, deleted: 0 };
    sums.set(receipt.table, {
      table: receipt.table,
      inserted: sum.inserted + receipt.inserted,
      updated: sum.updated + receipt.updated,
      deleted: sum.deleted + receipt.deleted,
    });
  }
  return [...sums.values()].sort((a, b) => (a.table < b.table ? -1 : 1));
}
