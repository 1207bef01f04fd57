import type { Control, Phase } from '../../src/engine/control.ts';
import type { Engine } from '../../src/engine/run.ts';

/** Where a worker dies: in a phase, at one of the calls by which it touches the world, before the call or behind it. */
export interface CrashPoint {
  readonly phase: Exclude<Phase, 'end'>;
  readonly call: number;
  readonly behind: boolean;
}

export class Crash extends Error {
  override readonly name = 'Crash';
}

/** The same engine in a process that dies: from then on it does nothing more. */
export function dying(engine: Engine, { phase, call, behind }: CrashPoint): Engine {
  let now: Phase = 'start';
  let calls = 0;
  let dead = false;
  const pass = (): void => {
    if (!dead) return;
    throw new Crash(`in ${phase}, call ${call}`);
  };
  const die = (): void => {
    dead = true;
    pass();
  };
  async function through<T>(act: () => Promise<T> | T): Promise<T> {
    pass();
    const isLast = now === phase && ++calls === call;
    if (isLast && !behind) die();
    const result = await act();
    if (isLast) die();
    return result;
  }
  const wrapped = <T extends object>(port: T): T => throughAll(port, through);
  const control: Control = {
    ...wrapped(engine.control),
    claim: (run) => engine.control.claim(run),
    enter: (writer, next) => through(() => engine.control.enter(writer, next)),
  };
  return {
    ...engine,
    control,
    openStore: (writer, as) => wrapped(engine.openStore(writer, as)),
    journal: wrapped(engine.journal),
    certifier: wrapped(engine.certifier),
    scanner: wrapped(engine.scanner),
    observer: {
      ...engine.observer,
      phase(entered) {
        now = entered;
        engine.observer?.phase?.(entered);
      },
    },
  };
}

/** Every call of the port goes through; its end does not, for a process has none when it dies. */
function throughAll<T extends object>(port: T, through: (act: () => unknown) => Promise<unknown>): T {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function' || typeof name === 'symbol') return member;
      return (...given: readonly unknown[]) => through(() => Reflect.apply(member, target, given));
    },
    ownKeys: (target) => Reflect.ownKeys(target),
  });
}
