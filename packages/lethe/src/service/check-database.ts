import { isAbsolute, relative } from 'node:path';
import { checkMap } from '../map/check-map.ts';
import type { CheckFinding, Place } from '../map/finding.ts';
import { type Source, sourceLine } from '../map/source-line.ts';
import { configSources } from './config-sources.ts';
import type { Lethe } from './lethe.ts';
import { liveSchema, mapFileOf, readMapFile } from './map-file.ts';

export interface LocatedFinding extends Omit<CheckFinding, 'place'> {
  /** Relative to where the command runs, if it lies in there. */
  readonly file: string;
  readonly line: number;
}

/** The live schema and the policy against the reviewed map. Writes nothing, anywhere. */
export async function checkDatabase(lethe: Pick<Lethe, 'loaded' | 'database'>, cwd: string): Promise<LocatedFinding[]> {
  const { loaded } = lethe;
  const schema = await liveSchema(lethe);
  const file = mapFileOf(lethe);
  const text = await readMapFile(file);
  const { findings } = checkMap({ schema, config: loaded.config, problems: loaded.problemsAgainst(schema), text });
  const sources = await configSources(loaded.file);
  return findings.map(({ code, table, place, message, next }) => {
    const found = locate(place, { map: file, config: loaded.file, sources });
    return { code, table, file: shown(found.file, cwd), line: found.line, message, next };
  });
}

interface Files {
  readonly map: string;
  readonly config: string;
  readonly sources: readonly Source[];
}

function locate(place: Place, { map, config, sources }: Files): { readonly file: string; readonly line: number } {
  if (place.in === 'map') return { file: map, line: place.line };
  return sourceLine(sources, place.words, place.below) ?? { file: config, line: 1 };
}

function shown(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}
