import { api } from '@nq/api';
import type { EnrolmentRow, Page, Pathway } from '@nq/api';
import { date, num } from '@nq/common';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Tabs } from 'antd';
import { useParams, useSearchParams } from 'react-router';
import { DataTable } from '../../parts/DataTable';
import { FilterBar } from '../../parts/FilterBar';
import { useListState } from '../../parts/listState';
import { Loaded } from '../../parts/Loaded';
import { EnrolmentActs } from '../../parts/EnrolmentActs';
import { PageHead } from '../../parts/PageHead';
import { PatientName } from '../../parts/PatientName';
import { Status } from '../../parts/Reasons';
import { Why } from '../../parts/Why';
import { pathwayState } from '../../parts/words';
import { DayTable } from './DayTable';
import { NodeEditor } from './NodeEditor';
import './pathways.css';

/** One pathway: its day table, its people, its versions; a draft can be edited and is published by a head of department. */
export default function PathwayPage() {
  const { id = '' } = useParams();
  const query = useQuery({ queryKey: ['pathways', id], queryFn: () => api.get<Pathway>(`/api/pathways/${id}`) });
  return (
    <div className="page">
      <Loaded query={query}>
        {(pathway) => <Inside key={`${pathway.id}v${pathway.version}`} pathway={pathway} />}
      </Loaded>
    </div>
  );
}

function Inside({ pathway }: { pathway: Pathway }) {
  const [params, setParams] = useSearchParams();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const tab = params.get('tab') ?? 'days';
  const { can } = pathway;
  const hasDraft = pathway.state === 'draft' || pathway.versions.some((one) => one.state === 'draft');
  const act = async (path: string, said: string) => {
    try {
      await api.post(`/api/pathways/${pathway.id}/${path}`);
      void client.invalidateQueries({ queryKey: ['pathways'] });
      void message.success(said);
    } catch (error) {
      void message.error(error instanceof Error ? error.message : '没有完成，请重试。', 6);
    }
  };
  const publish = () =>
    modal.confirm({
      title: `发布“${pathway.name}”`,
      width: 480,
      okText: '批准并发布',
      cancelText: '取消',
      content: (
        <div className="stack tight" style={{ marginTop: 8 }}>
          <p>
            {pathway.entry_sentence ?? '手工入径'}。共 {pathway.days.length} 个节点，目前 {num(pathway.enrolled)}{' '}
            人在径。
          </p>
          <p>新入径的人按新版本，已在径的人留在原版本。</p>
          {pathway.unverified && <p className="warm">临床内容尚未核实，发布即表示您已核对并签名。</p>}
          {pathway.problems.length > 0 && <p className="bad">还有 {pathway.problems.length} 处问题，发布会被拒绝。</p>}
        </div>
      ),
      onOk: () => act('publish', '已发布'),
    });
  const retire = () =>
    modal.confirm({
      title: `停用“${pathway.name}”`,
      content: '不再有新人入径。已在径的人继续走完。',
      okText: '停用',
      cancelText: '取消',
      onOk: () => act('retire', '已停用'),
    });
  return (
    <>
      <PageHead
        title={pathway.name}
        note={
          <>
            <span className="sep">{pathway.entry_sentence ?? '手工入径'}</span>
            <Status
              text={`${pathwayState(pathway.state)} · 第 ${pathway.version} 版`}
              tone={pathway.state === 'published' ? 'green' : 'warm'}
            />
          </>
        }
      >
        {can.retire && <Button onClick={retire}>停用</Button>}
        {can.publish && hasDraft && (
          <Button type="primary" onClick={publish}>
            批准并发布
          </Button>
        )}
        {!can.publish && hasDraft && <span className="soft">{can.why ?? '草稿等待科主任批准'}</span>}
      </PageHead>
      {pathway.unverified && (
        <Alert
          type="warning"
          showIcon
          title="临床内容未核实：节点与话术由系统模板给出，须由本院临床负责人核对后使用。"
          style={{ marginBottom: 12 }}
        />
      )}
      {pathway.problems.length > 0 && (
        <Alert
          type="error"
          showIcon
          title={`${pathway.problems.length} 处问题`}
          description={
            <ul>
              {pathway.problems.map((one, at) => (
                <li key={at}>{one.message}</li>
              ))}
            </ul>
          }
          style={{ marginBottom: 12 }}
        />
      )}
      <Tabs
        activeKey={tab}
        onChange={(key) => setParams(key === 'days' ? {} : { tab: key }, { replace: true })}
        destroyOnHidden
        items={[
          {
            key: 'days',
            label: '日程',
            children: (
              <div className="card">
                <DayTable days={pathway.days} />
              </div>
            ),
          },
          ...(can.edit ? [{ key: 'edit', label: '编辑', children: <NodeEditor pathway={pathway} /> }] : []),
          { key: 'people', label: `在径的人 ${num(pathway.enrolled)}`, children: <People pathway={pathway} /> },
          { key: 'versions', label: '版本', children: <Versions pathway={pathway} /> },
        ]}
      />
    </>
  );
}

const STATES = [
  { value: 'running', label: '进行中' },
  { value: 'parked', label: '待处理' },
  { value: 'ended', label: '已结束' },
];

function People({ pathway }: { pathway: Pathway }) {
  const list = useListState('p_');
  return (
    <>
      <FilterBar list={list} filters={[{ key: 'state', label: '状态', options: STATES }]} />
      <DataTable<EnrolmentRow>
        name={['enrolments', pathway.id]}
        list={list}
        rowKey={(row) => row.id}
        load={(query, signal) =>
          api.get<Page<EnrolmentRow>>('/api/enrolments', { ...query, pathway_id: pathway.id }, signal)
        }
        empty={{ text: '还没有人入径。' }}
        columns={[
          {
            title: '患者',
            key: 'name',
            render: (_, row) => <PatientName id={row.patient_id} name={row.patient_name} />,
          },
          { title: '走到哪里', key: 'position', render: (_, row) => row.position ?? '—' },
          { title: '起点', key: 'anchor', render: (_, row) => <span className="nowrap">{date(row.anchor_at)}</span> },
          { title: '入径', key: 'entered', render: (_, row) => <span className="nowrap">{date(row.entered_at)}</span> },
          { title: '版本', key: 'version', number: true, dataIndex: 'version' },
          {
            title: '状态',
            key: 'state',
            render: (_, row) => (
              <Status
                text={row.state_name}
                tone={row.state === 'parked' ? 'warm' : row.state === 'running' ? 'teal' : 'plain'}
              />
            ),
          },
          {
            title: '为什么入径',
            key: 'why',
            render: (_, row) => (
              <span>
                {row.why} <Why kind="enrolment" id={row.id} label="入径" />
              </span>
            ),
          },
          { title: '', key: 'acts', render: (_, row) => <EnrolmentActs row={row} /> },
        ]}
      />
    </>
  );
}

function Versions({ pathway }: { pathway: Pathway }) {
  return (
    <div className="card">
      <table className="days">
        <thead>
          <tr>
            <th>版本</th>
            <th>状态</th>
            <th>时间</th>
            <th>起草</th>
            <th>批准</th>
          </tr>
        </thead>
        <tbody>
          {pathway.versions.map((one) => (
            <tr key={one.version}>
              <td>第 {one.version} 版</td>
              <td>{pathwayState(one.state)}</td>
              <td>{date(one.published_at ?? one.created_at)}</td>
              <td>{one.created_by}</td>
              <td>{one.published_by ?? '—'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
