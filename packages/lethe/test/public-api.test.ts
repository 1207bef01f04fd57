import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** Values and types of each published entry point. A name that is added or lost here is a change of the public API. */
const published: Readonly<Record<string, { readonly values: readonly string[]; readonly types: readonly string[] }>> = {
  '.': {
    values: [
      'LetheError',
      'PermanentError',
      'anonymise',
      'blocker',
      'calendarDays',
      'constant',
      'days',
      'defineConfig',
      'detach',
      'effect',
      'emailLink',
      'freshSession',
      'fromKey',
      'hours',
      'ignore',
      'keep',
      'link',
      'mailbox',
      'minutes',
      'months',
      'operatorDecision',
      'owns',
      'password',
      'polymorphic',
      'postgres',
      'schemaOf',
      'subject',
      'subjectColumn',
      'typedName',
      'unlessFound',
      'years',
    ],
    types: ['ConfigWritten', 'EffectContext', 'EffectOutcome', 'EffectRun', 'ErrorCode'],
  },
  './client': {
    values: ['LetheProblem', 'createLethe'],
    types: [
      'Access',
      'Certificate',
      'ClientOptions',
      'Lethe',
      'Plan',
      'Proof',
      'Received',
      'Request',
      'RequestFilter',
      'RequestList',
      'Residual',
      'Run',
      'Subject',
      'Wish',
    ],
  },
  './testing': {
    values: [
      'advanceClock',
      'createDatabase',
      'faultPoints',
      'journalContract',
      'ownCluster',
      'startEmbedded',
      'startVendor',
      'storeContract',
      'templateDatabase',
    ],
    types: [
      'Admin',
      'EmbeddedOptions',
      'EmbeddedPostgres',
      'FaultPoint',
      'JournalClaim',
      'JournalUnderTest',
      'Misbehaviour',
      'MisbehaviourOptions',
      'OwnCluster',
      'OwnClusterOptions',
      'StoreClaim',
      'StoreUnderTest',
      'TemplateRecipe',
      'TestDatabase',
      'Vendor',
      'VendorCall',
    ],
  },
  './testing/vitest': { values: ['postgresVersion', 'testDatabase'], types: [] },
  './verify': {
    values: ['openSubject', 'verifyCertificate', 'verifyNote'],
    types: ['CertificateBody', 'CertificateProblem', 'CertificateRefusal', 'CommittedSubject', 'VerifiedCertificate'],
  },
};

const root = new URL('../', import.meta.url);

/** Entry points with the source file that the checkout resolves them to. */
function entryPoints(): [name: string, source: URL][] {
  const manifest: { exports: Record<string, string | { '@lethe/source': string }> } = JSON.parse(
    readFileSync(new URL('package.json', root), 'utf8'),
  );
  return Object.entries(manifest.exports).flatMap(([name, target]): [string, URL][] =>
    typeof target === 'string' ? [] : [[name, new URL(target['@lethe/source'], root)]],
  );
}

/** Types leave no trace at run time: read from `export { type X }`, `export type { X }` and declarations. */
function typesOf(source: URL): string[] {
  const text = readFileSync(source, 'utf8');
  const listed = [...text.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, all, names = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '' && (all !== undefined || name.startsWith('type ')))
      .map((name) => name.replace(/^(?:type )?(?:\w+ as )?/, '')),
  );
  const declared = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(([, name = '']) => name);
  return [...listed, ...declared].sort();
}

describe('the public API', () => {
  const found = entryPoints();

  it('has exactly these entry points', () => {
    expect(found.map(([name]) => name).sort()).toEqual(Object.keys(published).sort());
  });

  it.each(found)('%s exports exactly these names', async (name, source) => {
    const module: object = await import(source.href);
    expect({ values: Object.keys(module).sort(), types: typesOf(source) }).toEqual(published[name]);
  });
});
