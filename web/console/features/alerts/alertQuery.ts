// From the address of the list to what the server is asked.
import type { Query } from '@nq/api';

/** Open ones unless told otherwise; the drawer's own key and the order are no business of the server. */
export function alertQuery(query: Query): Query {
  const { alert: _alert, sort: _sort, state, ...rest } = query;
  return { ...rest, state: state === 'all' ? null : (state ?? 'open') };
}
