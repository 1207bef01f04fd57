import { developmentPassword } from '../app/development-password.ts';
import { type Browser, browser } from '../test/crm-browser.ts';
import type { Product } from './product.ts';

export async function signIn({ crm }: Product, email: string): Promise<Browser> {
  const person = browser(crm);
  const { status } = await person.signIn(email, developmentPassword);
  if (status !== 303) throw new Error(`${email} cannot sign in at the CRM: ${status}`);
  return person;
}
