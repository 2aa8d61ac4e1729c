import { api } from '@nq/api';
import type { AlertDetail } from '@nq/api';
import { shortTime } from '@nq/common';
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useMemo } from 'react';
import { AlertClock, AlertLevel } from '../../parts/AlertMarks';
import { actionWord } from '../../parts/alertClock';
import { ChartCard } from '../../parts/ChartCard';
import { Loaded } from '../../parts/Loaded';
import { PatientName } from '../../parts/PatientName';
import { Why } from '../../parts/Why';
import { useNow } from '../../session';
import { AlertActs } from './AlertActs';
import { alertCharts } from './alertSeries';
import './alerts.css';

/** One alert: what was seen, what to do first, and its end with an outcome. */
export function AlertDrawer({ id, close }: { id: string | null; close: () => void }) {
  return (
    <Drawer
      open={id !== null}
      onClose={close}
      size={560}
      destroyOnHidden
      title="预警"
      styles={{ body: { padding: '16px 20px 32px' } }}
    >
      {id && <Inside id={id} />}
    </Drawer>
  );
}

function Inside({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ['alerts', 'one', id],
    queryFn: () => api.get<AlertDetail>(`/api/alerts/${id}`),
  });
  return (
    <Loaded query={query}>
      {(alert) => (
        <div className="stack">
          <Head alert={alert} />
          <Charts alert={alert} />
          <AlertActs key={`${alert.id}${alert.state}`} alert={alert} />
          <Facts alert={alert} />
          <Course alert={alert} />
        </div>
      )}
    </Loaded>
  );
}

function Head({ alert }: { alert: AlertDetail }) {
  const now = useNow();
  return (
    <section className="stack tight">
      <div className="row wrap">
        <AlertLevel level={alert.level} />
        <h2>{alert.title}</h2>
        <Why kind="alert" id={alert.id} receiptId={alert.receipt_id} label={alert.title} />
        <span className="grow" />
        <AlertClock alert={alert} now={now} />
      </div>
      <p>
        <PatientName id={alert.patient_id} name={alert.patient_name} />　{alert.sentence}
      </p>
      <p>
        <span className="soft">建议先做</span> <b>{actionWord(alert.action)}</b>
      </p>
    </section>
  );
}

function Charts({ alert }: { alert: AlertDetail }) {
  const now = useNow();
  const charts = useMemo(() => alertCharts(alert), [alert]);
  return (
    <>
      {charts.map((chart) => (
        <ChartCard
          key={chart.title}
          title={chart.title}
          unit={chart.unit}
          series={chart.series}
          now={now}
          message="实心点是触发预警的数值"
        />
      ))}
    </>
  );
}

function Facts({ alert }: { alert: AlertDetail }) {
  if (alert.facts.length === 0) return null;
  return (
    <section>
      <h3>触发的数值</h3>
      <table className="fact-table">
        <tbody>
          {alert.facts.map((fact) => (
            <tr key={fact.metric + fact.at}>
              <td>{fact.name}</td>
              <td className="strong">
                {fact.value}
                <span className="unit">{fact.unit}</span>
              </td>
              <td className="soft">{shortTime(fact.at)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** What happened to it, step by step. */
function Course({ alert }: { alert: AlertDetail }) {
  const steps: [string | null, string][] = [
    [alert.detected_at, `系统发现，规则第 ${alert.rule_version} 版`],
    [alert.notified_at, '已通知患者和责任医生'],
    [alert.escalated_at, '到时无人确认，已上报科主任'],
    [alert.acknowledged_at, `${alert.acknowledged_by ?? ''}确认接手`],
    [alert.closed_at, `${alert.closed_by ?? ''}关闭：${alert.outcome_name ?? ''}`],
  ];
  return (
    <section>
      <h3>经过</h3>
      <ul className="alert-course">
        {steps.map(([at, text]) =>
          at ? (
            <li key={text}>
              <span className="soft nowrap">{shortTime(at)}</span>
              {text}
            </li>
          ) : null,
        )}
      </ul>
      {alert.note && <p className="soft">备注：{alert.note}</p>}
    </section>
  );
}
