import { found } from './draft.ts';
import { identifier, qualified, tuple } from './sql-text.ts';
import type { Trigger } from './world.ts';

export function renderTrigger({ name, on, writes, timing }: Trigger): readonly string[] {
  const from = found(on.tenant, 'tenant column');
  const to = [...found(writes.tenant, 'tenant column'), 'what'];
  const into = `insert into ${qualified(writes)} ${tuple(to)}`;
  const made = `${qualified({ schema: on.schema, name })}`;
  const begin = `create function ${made}() returns trigger language plpgsql as $$ begin`;
  if (timing === 'after statement') {
    const select = `select ${from.map((column) => `g.${identifier(column)}`).join(', ')}, to_jsonb(g) from gone g`;
    return [
      `${begin} ${into} ${select}; return null; end $$;`,
      `create trigger ${identifier(name)} after delete on ${qualified(on)} referencing old table as gone for each statement execute function ${made}();`,
    ];
  }
  const values = [...from.map((column) => `old.${identifier(column)}`), 'to_jsonb(old)'].join(', ');
  const when = timing === 'before row' ? 'before' : 'after';
  return [
    `${begin} ${into} values (${values}); return old; end $$;`,
    `create trigger ${identifier(name)} ${when} delete on ${qualified(on)} for each row execute function ${made}();`,
  ];
}
