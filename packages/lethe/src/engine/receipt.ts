/** What a transaction really wrote to one table, cascades and triggers included, as the server counted it. */
export interface Writes {
  readonly table: string;
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** Writes added up by the step they are booked under; 0 is the last transaction. */
export interface Receipt extends Writes {
  readonly step: number;
}
