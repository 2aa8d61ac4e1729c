// Which address shows which page. Every page is loaded when it is first opened.
import { lazy, Suspense } from 'react';
import type { ComponentType } from 'react';
import { createBrowserRouter } from 'react-router';
import { Empty } from './parts/Empty';
import { Failed } from './shell/Failed';
import { Gate } from './shell/Gate';

type Load = () => Promise<{ default: ComponentType }>;

function page(path: string, load: Load) {
  const Page = lazy(load);
  return {
    path,
    element: (
      <Suspense fallback={null}>
        <Page />
      </Suspense>
    ),
    errorElement: <Failed />,
  };
}

export const router = createBrowserRouter([
  {
    path: '/',
    element: <Gate />,
    errorElement: <Failed />,
    children: [
      { index: true, ...page('', () => import('./features/today/Today')), path: undefined },
      page('tasks', () => import('./features/task/TaskList')),
      page('tasks/:id', () => import('./features/task/TaskPage')),
      page('patients', () => import('./features/patients/PatientList')),
      page('patients/:id', () => import('./features/patient/PatientPage')),
      page('matches', () => import('./features/matches/Matches')),
      page('imports', () => import('./features/imports/Imports')),
      page('segments', () => import('./features/segments/SegmentList')),
      page('segments/new', () => import('./features/segments/SegmentEdit')),
      page('segments/rfm', () => import('./features/rfm/RfmPage')),
      page('segments/:id', () => import('./features/segments/SegmentPage')),
      page('segments/:id/edit', () => import('./features/segments/SegmentEdit')),
      page('rules/tags/:code', () => import('./features/rules/TagEdit')),
      page('rules', () => import('./features/rules/Rules')),
      page('models', () => import('./features/models/Models')),
      page('alerts', () => import('./features/alerts/Alerts')),
      page('ledger', () => import('./features/ledger/LedgerPage')),
      page('pathways', () => import('./features/pathways/PathwayList')),
      page('pathways/:id', () => import('./features/pathways/PathwayPage')),
      page('messages', () => import('./features/messages/Messages')),
      page('templates', () => import('./features/templates/Templates')),
      page('forms', () => import('./features/forms/Forms')),
      page('feeds', () => import('./features/feeds/Feeds')),
      page('dashboard', () => import('./features/dashboard/DashboardPage')),
      page('dashboard/:key', () => import('./features/dashboard/NumberPeople')),
      page('staff', () => import('./features/staff/Staff')),
      page('tokens', () => import('./features/tokens/Tokens')),
      page('audit', () => import('./features/audit/Audit')),
      page('phone', () => import('./features/phone/Phone')),
      {
        path: '*',
        element: (
          <div className="page">
            <Empty text="没有这个页面。" action={<a href="/">回到工作台</a>} />
          </div>
        ),
      },
    ],
  },
]);
