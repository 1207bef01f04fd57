import { defineConfig, freshSession, hours, keep, mailbox, postgres, subjectColumn, years } from '../../src/index.ts';

const namespace = {
  also: ['app.audit.tenant_ns'],
  except: ['app.deploys.namespace'],
  members: { table: 'app.members', actor: 'user_id', subject: 'namespace', role: 'role' },
  request: { by: ['owner'], proof: [freshSession({ within: hours(1) }), mailbox({ expiresIn: hours(24) })] },
  rules: { 'app.invoices': keep({ for: years(7), from: 'issued_on', endOf: 'year', because: 'tax law' }) },
  triggers: { 'app.docs.docs_deleted': ['app.outbox'] },
} as const;

export default defineConfig({
  stores: {
    app: postgres({
      url: 'DATABASE_URL',
      schemas: ['app'],
      ignore: { 'app.countries': 'the same for everybody' },
      people: { table: 'app.users', key: 'id', email: 'email' },
    }),
  },
  subjects: {
    tenant: subjectColumn('namespace', namespace),
    guarded: subjectColumn('namespace', { ...namespace, insertGuard: true }),
  },
});
