import { registerHooks } from 'node:module';

let found = false;

/** A configuration imports from `lethe`, wherever it lies; the command sees to that, and a test that is not one must. */
export function findOurselves(): void {
  if (found) return;
  found = true;
  const parentURL = new URL('../package.json', import.meta.url).href;
  registerHooks({
    resolve(specifier, context, next) {
      if (specifier !== 'lethe') return next(specifier, context);
      return next(specifier, { ...context, conditions: ['@lethe/source', ...context.conditions], parentURL });
    },
  });
}
