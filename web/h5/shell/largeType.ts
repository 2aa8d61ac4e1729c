// 大字: remembered on the phone, because the same eyes come back.
import { useEffect, useState } from 'react';

const KEY = 'nq.large-type';

function remembered(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

export function useLargeType(): [boolean, () => void] {
  const [large, setLarge] = useState(remembered);
  useEffect(() => {
    document.documentElement.classList.toggle('large', large);
    try {
      localStorage.setItem(KEY, large ? '1' : '0');
    } catch {
      // Not remembered, still large now.
    }
  }, [large]);
  return [large, () => setLarge((before) => !before)];
}
