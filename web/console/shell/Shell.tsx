import { Suspense, useCallback, useEffect, useState } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { PatientDrawer } from '../features/patient/PatientDrawer';
import { PatientDrawerContext } from '../parts/PatientName';
import { mayOpen, useSession } from '../session';
import { leaves } from './menu';
import { Nav } from './Nav';
import { Search } from './Search';
import { TopBar } from './TopBar';
import { hasTour, Tour } from './Tour';
import './shell.css';

const FOLD_KEY = 'nq.menu.folded';

/** One shell for every role: the menu the server gives, search, the patient drawer over any page. */
export function Shell() {
  const session = useSession();
  const { pathname } = useLocation();
  const searchable = mayOpen(session, 'patients');
  const [patient, setPatient] = useState<string | null>(null);
  const [searching, setSearching] = useState(false);
  const [folded, setFolded] = useState(() => localStorage.getItem(FOLD_KEY) === '1');
  const fold = () =>
    setFolded((was) => {
      localStorage.setItem(FOLD_KEY, was ? '0' : '1');
      return !was;
    });

  useEffect(() => setPatient(null), [pathname]);
  useEffect(() => {
    document.title = `${session.hospital} · 暖桥`;
  }, [session.hospital]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (searchable && (event.metaKey || event.ctrlKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setSearching(true);
      }
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [searchable]);
  const close = useCallback(() => setSearching(false), []);

  return (
    <PatientDrawerContext value={setPatient}>
      <div className={`shell${folded ? ' folded' : ''}`}>
        <Nav folded={folded} onFold={fold} />
        <div className="shell-main">
          <TopBar onSearch={() => setSearching(true)} />
          <main className="shell-page">
            {hasTour(session) && pathname === '/' && mayOpen(session, 'home') && <Tour />}
            <Suspense fallback={null}>
              {pathname === '/' && !mayOpen(session, 'home') ? <FirstPage /> : <Outlet />}
            </Suspense>
          </main>
        </div>
      </div>
      <Search open={searching} close={close} pick={setPatient} />
      <PatientDrawer id={patient} close={() => setPatient(null)} />
    </PatientDrawerContext>
  );
}

/** Roles without a workbench begin at the first page of their menu. */
function FirstPage() {
  const session = useSession();
  const pages = leaves(session.menu).filter((item) => item.path && item.path !== '/');
  // Who sees totals and no people begins with the totals.
  const totals = mayOpen(session, 'patients') ? undefined : pages.find((item) => item.key === 'dashboard');
  const first = totals ?? pages[0];
  return first?.path ? <Navigate to={first.path} replace /> : null;
}
