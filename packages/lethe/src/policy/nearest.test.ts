import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

const tables = ['app.contacts', 'app.contact_tags', 'app.invoices', 'app.Orders'];

describe('the nearest name', () => {
  it.each([
    ['a letter too few', 'app.invoces', 'app.invoices'],
    ['a letter too many', 'app.contactss', 'app.contacts'],
    ['two letters swapped', 'app.conatcts', 'app.contacts'],
    ['two letters wrong', 'app.unvoicez', 'app.invoices'],
    ['another case', 'app.orders', 'app.Orders'],
    ['the schema left out', 'contact_tags', 'app.contact_tags'],
  ])('is found with %s', (_what, name, meant) => {
    expect(nearest(name, tables)).toBe(meant);
  });

  it('is none where no name is near', () => {
    expect(nearest('audit.entries', tables)).toBeNull();
    expect(nearest('x', [])).toBeNull();
  });

  it('is the closer of two, whichever comes first', () => {
    expect(nearest('issued', ['issues', 'issued_'])).toBe('issues');
    expect(nearest('statis', ['stasis', 'status', 'statics'])).toBe('stasis');
    expect(nearest('paidat', ['paid_on', 'paid_at'])).toBe('paid_at');
    expect(nearest('paidat', ['paid_at', 'paid_on'])).toBe('paid_at');
  });

  it('is the name itself with any one letter changed', () => {
    const name = 'conversations';
    fc.assert(
      fc.property(fc.nat(name.length - 1), fc.constantFrom(...'xyz_'), (index, letter) => {
        return nearest(name.slice(0, index) + letter + name.slice(index + 1), ['campaigns', name]) === name;
      }),
    );
  });
});
