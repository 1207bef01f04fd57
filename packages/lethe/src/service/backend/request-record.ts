import type { RequestRecord } from '../../http/backend.ts';
import { formatSubject } from '../../planner/subject.ts';
import { exportsNeeded } from '../../policy/request.ts';
import { readRequest, type StoredRequest } from '../../postgres/request-list.ts';
import { scoped } from '../../postgres/scoped.ts';
import type { Request } from '../../requests/request.ts';
import { policyChangedSince } from '../life/policy-of-today.ts';
import type { Ground } from './ground.ts';

/** `name@version`, as requests write it. */
export const exportsNeededBlocker = `${exportsNeeded.name}@${exportsNeeded.version}`;

const exportsMessages: Readonly<Record<'warn' | 'block', string>> = {
  warn: 'Whoever asked for this still needs exports. Take them before the deletion starts: it does not wait for them.',
  block: 'Whoever asked for this still needs exports. It goes on when they say that they have them.',
};

export async function loadRecord(ground: Ground, id: string, scope: string | null): Promise<RequestRecord> {
  return recordOf(ground, await scoped(ground.lethe.database, scope, (reader) => readRequest(reader, id)));
}

/** A stored request, with what stands beside it in the host's rows and in the configuration. */
export async function recordOf({ lethe, names }: Ground, stored: StoredRequest): Promise<RequestRecord> {
  const { request } = stored;
  const [{ subject }] = request.targets;
  return {
    ...stored,
    subject: formatSubject(subject),
    name: await names.ofRequest(request),
    blockerMessages: blockerMessages(lethe.loaded.config.subjects, request),
    policyChanged: policyChangedSince(lethe, request),
  };
}

type Subjects = Ground['lethe']['loaded']['config']['subjects'];

function blockerMessages(subjects: Subjects, { blockers, targets }: Request): Record<string, string> {
  const kinds = targets.flatMap(({ subject: { kind } }) => (Object.hasOwn(subjects, kind) ? [subjects[kind]] : []));
  const known = kinds.flatMap((policy) => policy?.blockers ?? []);
  const messages = new Map(known.map(({ name, version, message }) => [`${name}@${version}`, message]));
  return Object.fromEntries(
    blockers.flatMap(({ blocker, level }) => {
      const message = blocker === exportsNeededBlocker ? exportsMessages[level] : messages.get(blocker);
      return message === undefined ? [] : [[blocker, message]];
    }),
  );
}
