import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Source } from '../map/source-line.ts';

const mostFiles = 100;

/**
 * The text of a configuration: its file, and the files beside it that it imports. Generated ones are left out, for they
 * name everything there is.
 */
export async function configSources(file: string): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const files = new Set([file]);
  // A Set hands out what is added while it is walked through.
  for (const each of files) {
    const text = await readFile(each, 'utf8');
    if (text.startsWith('// Generated from the live database')) continue;
    sources.push({ file: each, text });
    for (const imported of importsOf(each, text)) if (files.size < mostFiles) files.add(imported);
  }
  return sources;
}

function importsOf(file: string, text: string): readonly string[] {
  const specifiers = [...text.matchAll(/\bfrom\s+['"](\.[^'"]+)['"]/gu)].map(([, specifier = '']) => specifier);
  return specifiers.map((specifier) => resolve(dirname(file), specifier)).filter((path) => existsSync(path));
}
