import { useEffect, useState } from 'react';

/** True once something has been under way for 150 ms: until then nothing is shown, so that quick answers do not flicker. */
export function useSlow(busy: boolean, afterMs = 150): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) {
      setSlow(false);
      return undefined;
    }
    const timer = setTimeout(() => setSlow(true), afterMs);
    return () => clearTimeout(timer);
  }, [busy, afterMs]);
  return slow;
}
