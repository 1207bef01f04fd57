import { change, notices, same } from './decision.ts';
import { type Row, untilEnd } from './row.ts';

/** A person should look. It is a flag beside the state: clocks and waits run on. */
export const attentionRaised: Row<'attention raised'> = untilEnd((request, { code }, now) =>
  request.attention.some((each) => each.code === code)
    ? same(request)
    : change(
        request,
        { attention: [...request.attention, { code, since: now.lethe }] },
        { notify: notices('attention', 'operators') },
      ),
);

export const attentionSettled: Row<'attention settled'> = untilEnd((request, { code }) => {
  const attention = request.attention.filter((each) => each.code !== code);
  return attention.length === request.attention.length ? 'NOT_MET' : change(request, { attention });
});
