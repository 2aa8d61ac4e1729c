import { useRouteError } from 'react-router';
import { ErrorState } from '../parts/ErrorState';

/** A page that broke: say so, offer to load it again, keep the rest of the house standing. */
export function Failed() {
  const error = useRouteError();
  return (
    <div className="page">
      <ErrorState error={error} retry={() => location.reload()} />
    </div>
  );
}
