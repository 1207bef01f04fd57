import { canonicalJson, sha256Hex } from '../canonical-json.ts';
import type { StoreConfig, SubjectPolicy } from './policy.ts';

/**
 * Names everything the configuration says about one subject: its policy, and the store's links and ignored tables,
 * which decide what belongs to it. Code is in it by `name@version` only. SHA-256, hex, over canonical JSON.
 */
export function policyHash(policy: SubjectPolicy, store: StoreConfig): string {
  return sha256Hex(canonicalJson({ v: 1, policy, store }));
}
