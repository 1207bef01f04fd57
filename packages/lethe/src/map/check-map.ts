import type { Config } from '../policy/policy.ts';
import type { Problem } from '../policy/problem.ts';
import type { Schema } from '../schema/graph.ts';
import { type DataMap, mapOf, outlineKinds } from './data-map.ts';
import { driftOf } from './drift.ts';
import type { CheckFinding } from './finding.ts';
import { type MapLines, parseMap } from './parse-map.ts';
import { personalFindings } from './personal-findings.ts';
import { problemFindings } from './problem-findings.ts';
import { outlineFindings, unreachedFindings } from './standing-findings.ts';

export interface Checked {
  readonly schema: Schema;
  readonly config: Config;
  /** What the configuration says and this schema does not bear out. */
  readonly problems: readonly Problem[];
  /** The reviewed map, or null where there is none. */
  readonly text: string | null;
}

/** Everything that somebody has to decide, repair or review before a plan can be trusted. */
export function checkMap({ schema, config, problems, text }: Checked): {
  readonly map: DataMap;
  readonly findings: readonly CheckFinding[];
} {
  const kinds = outlineKinds(schema, config);
  const map = mapOf(schema, kinds);
  const lines = linesOf(text);
  const stores = Object.values(config.stores);
  return {
    map,
    findings: [
      ...problemFindings(problems),
      ...outlineFindings(kinds, lines),
      ...unreachedFindings(schema, kinds, lines),
      ...stores.flatMap((store) => personalFindings(schema, store, kinds)),
      ...driftOf(text, map),
    ],
  };
}

function linesOf(text: string | null): MapLines {
  const written = text === null ? null : parseMap(text);
  return written !== null && 'lines' in written ? written.lines : new Map();
}
