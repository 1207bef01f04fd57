import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { tryCase } from './try-case.ts';

const folder = fileURLToPath(new URL('./cases', import.meta.url));

/** Where only somebody who knows the product can tell, by the tables that are asked about. */
const stops: Readonly<Record<string, readonly string[]>> = {
  // Arguments of a job that are bare numbers: `["12"]`.
  dental_hangfire: ['hangfire.job'],
  // Arguments of a task as text: `'appointment_id': 12`, which may be another system's.
  django_clinic: ['public.django_celery_results_taskresult'],
  // Bytes that a device has sent.
  iot_go: ['public.ingest_dead_letters'],
  // Whether a log of sign-ins goes with the person.
  notes_supabase: ['auth.audit_log_entries'],
  // What becomes of what others have answered to.
  social_rails: [
    'public.active_storage_attachments',
    'public.ahoy_events',
    'public.comments',
    'public.likes',
    'public.messages',
    'public.post_hashtags',
    'public.posts',
  ],
  // The short number of a booking, in a serialized message.
  symfony_events: ['public.messenger_messages'],
};

test.each(await readdir(folder))('%s', async (name) => {
  const { verdict, tables, lines } = await tryCase(join(folder, name), { url: inject('postgresUrl') });
  const expected = stops[name] ?? [];
  expect({ verdict, tables }, lines.join('\n')).toEqual({
    verdict: expected.length === 0 ? 'clean' : 'stopped',
    tables: expected,
  });
});
