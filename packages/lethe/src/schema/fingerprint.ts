import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import type { Schema } from './graph.ts';
import { structureOf } from './structure.ts';

/** SHA-256, hex, over the structure alone (structure.ts says what that is): two schemas with one fingerprint take one plan. */
export function fingerprint(schema: Schema): string {
  return sha256Hex(canonicalJson(structureOf(schema)));
}
