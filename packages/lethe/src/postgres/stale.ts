import type { Writer } from '../engine/store.ts';
import { LetheError } from '../errors.ts';

/** A later worker has the run: what this one wanted to write is not written. */
export function stale(writer: Writer): LetheError {
  return new LetheError('EPOCH_STALE', `${writer.run} is in the hands of a later worker than epoch ${writer.epoch}`);
}
