/** Of the demo's own environment only what has nothing to do with Lethe: a setting for something real must not reach it. */
const passedOn = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'NO_COLOR'] as const;

export function cleanEnvironment(): Record<string, string> {
  return Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
