import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodes, LetheError } from '../src/errors.ts';
import { mapHeader } from '../src/map/map-text.ts';
import { happenings } from '../src/map/subject-lines.ts';
import { looks } from '../src/schema/personal-words.ts';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const page = read('docs/reference/errors.md');

/** Codes in the first column of the tables under this heading. */
function documented(...headings: string[]): string[] {
  const sections = page
    .split(/^## /m)
    .filter((section) => headings.some((heading) => section.startsWith(`${heading}\n`)));
  if (sections.length !== headings.length) throw new Error(`errors.md lacks one of ${headings.join(', ')}`);
  const rows = sections.flatMap((section) => section.split('\n').filter((line) => line.startsWith('| `')));
  return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code));
}

/** A type has no value at run time, so its members are read from where it is written. */
function findingCodes(): string[] {
  const text = read('packages/lethe/src/planner/finding.ts');
  const union = text.slice(text.indexOf('export type FindingCode'));
  return [...union.slice(0, union.indexOf(';')).matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code);
}

describe('docs/reference/errors.md', () => {
  it('has every error code once, and no other', () => {
    expect(documented('Errors').sort()).toEqual([...errorCodes].sort());
  });

  it.each(errorCodes)('says of %s what the error itself says: what to do, and whether to retry', (code) => {
    const { next, retryable } = new LetheError(code, '');
    const row = page.split('\n').find((line) => line.startsWith(`| \`${code}\` | `));
    expect(row?.endsWith(` | ${next} | ${retryable ? 'yes' : 'no'} |`), `${row}\n${next}`).toBe(true);
  });

  it('has every finding code once, and no other', () => {
    const codes = findingCodes();
    expect(codes.length).toBeGreaterThan(25);
    expect(documented('Findings of a plan', 'Findings of a run', 'Warnings').sort()).toEqual(codes.sort());
  });
});

describe('docs/reference/map.md', () => {
  const map = read('docs/reference/map.md');
  const inRows = (heading: string, pattern: RegExp): string[] => {
    const section = map.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    return rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(pattern)].map(([, word = '']) => word));
  };

  it('has every code of lethe check once, and no other', () => {
    const text = read('packages/lethe/src/map/finding.ts');
    const union = text.slice(text.indexOf('export type MapCode'));
    const codes = [...union.slice(0, union.indexOf(';')).matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(10);
    expect(inRows('Findings', /`([A-Z_]+)`/g).sort()).toEqual(codes.sort());
  });

  it('has every word of a line, and everything a column may look like', () => {
    expect(inRows('The file', /`([a-z]+)`/g).sort()).toEqual([...happenings].sort());
    const words = map.replaceAll(/\s+/g, ' ');
    expect(looks.filter((each) => !words.includes(each))).toEqual([]);
    expect(map).toContain(`${mapHeader}\n`);
  });
});

describe('codes of a request', () => {
  const source = (file: string): string => read(`packages/lethe/src/requests/${file}`);
  /** As it is written: a type and a table that is not exported have no value at run time. */
  const codesIn = (text: string): string[] =>
    [...text.matchAll(/'([A-Z]+_[A-Z_]+|OVERDUE)'/g)].map(([, code = '']) => code);
  const between = (text: string, from: string, to: string): string =>
    text.slice(text.indexOf(from), text.indexOf(to, text.indexOf(from)));

  it('are all explained: its own findings, and what it calls for attention with', () => {
    const request = source('request.ts');
    expect(documented('Findings of a request').sort()).toEqual(
      codesIn(between(request, 'interface MetFinding', '}')).sort(),
    );
    expect(documented('Attention').sort()).toEqual(codesIn(between(request, 'type AttentionCode', ';')).sort());
  });

  it('are all refused with the text that people see', () => {
    const written = [...source('refusal.ts').matchAll(/^ {2}([A-Z_]+): '(.*)',$/gm)];
    expect(written.length).toBeGreaterThan(25);
    expect(documented('Refusals of a request')).toEqual(written.map(([, code]) => code));
    for (const [, code, text] of written) expect(page).toContain(`| \`${code}\` | ${text} |`);
  });
});

describe('certificate problems', () => {
  it('docs/reference/certificate.md has every problem code once, and no other', () => {
    const text =
      read('packages/lethe/src/verify/certificate.ts') +
      read('packages/lethe/src/verify/signed-note.ts') +
      read('packages/lethe/src/verify/shape.ts') +
      read('packages/lethe/src/verify/certificate-body.ts') +
      read('packages/lethe/src/verify/contradictions.ts') +
      read('packages/lethe/src/verify/verifier-key.ts');
    const table = read('docs/reference/certificate.md')
      .split('\n')
      .filter((line) => line.startsWith('| `') && /^\| `[A-Z]+_?[A-Z_]*`/.test(line));
    const codes = table.flatMap((row) =>
      [...(row.split(' | ')[0] ?? '').matchAll(/`([A-Z_]+)`/g)].map(([, code = '']) => code),
    );
    const used = new Set(
      [...text.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/g)].map(([, code = '']) => code).filter((code) => code.length > 4),
    );
    expect(codes.sort()).toEqual([...used].sort());
  });
});
