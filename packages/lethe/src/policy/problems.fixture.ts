import { crm, crmSchema, workspace } from './crm.fixture.ts';
import type { Problem } from './problem.ts';
import { postgres } from './store.ts';
import { subject } from './subject.ts';
import { validateConfig } from './validate.ts';

export const store = { url: 'CRM_DATABASE_URL', schemas: ['app'] };

/** What is wrong with this configuration, or with the sample one where this part of it is written otherwise. */
export function problemsOf(value: unknown, schema = crmSchema): readonly Problem[] {
  const result = validateConfig(value, schema);
  return 'problems' in result ? result.problems : [];
}

export const inSubject = (fields: object) =>
  problemsOf({ ...crm, subjects: { workspace: { ...workspace, ...fields } } });
export const inRules = (rules: object) =>
  problemsOf({ ...crm, subjects: { workspace: { ...subject('app.workspaces'), rules } } });
export const inStore = (fields: object) =>
  problemsOf({
    stores: { crm: { ...postgres(store), ...fields } },
    subjects: { workspace: subject('app.workspaces') },
  });
