import type { Queries } from './database.ts';
import { passwordMatches } from './password.ts';
import type { PasswordTries } from './password-tries.ts';
import { Refusal } from './refusal.ts';

export interface User {
  readonly id: string;
  readonly email: string;
  readonly name: string;
}

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** One answer, in one time, for a wrong password, a person without one, and nobody. */
export async function userWithPassword(db: Queries, tries: PasswordTries, given: Credentials): Promise<User> {
  const email = given.email.trim().toLowerCase();
  tries.check(email);
  const { rows } = await db.query<User & { hash: string | null }>(
    'SELECT id, email, display_name AS name, password_hash AS hash FROM app.users WHERE email = $1',
    [email],
  );
  const [row] = rows;
  if (!(await passwordMatches(given.password, row?.hash ?? null)) || row === undefined) {
    tries.wrong(email);
    throw new Refusal(401, 'Not signed in', 'The address or the password is not right.');
  }
  tries.right(email);
  return { id: row.id, email: row.email, name: row.name };
}
