import type { Task } from '@nq/api';
import { useState } from 'react';
import { BriefBody } from '../../parts/TaskBrief';
import { Loaded } from '../../parts/Loaded';
import { MetricChart } from '../../parts/MetricChart';
import { useMetrics, usePatient } from '../../parts/patientData';
import { byWeight, MetricRows } from '../../parts/Sparks';
import { Empty } from '../../parts/Empty';

const SHOWN = 6;

/** What one wants in sight during the call: allergies, the brief, the course of the values. */
export function TaskSide({ task }: { task: Task }) {
  const patient = usePatient(task.patient.id);
  const metrics = useMetrics(task.patient.id);
  const [code, setCode] = useState<string | null>(null);
  return (
    <aside className="task-side" aria-label="患者要点">
      {patient.data && patient.data.allergies.length > 0 && (
        <div className="allergy" role="note" style={{ marginTop: 0 }}>
          过敏：{patient.data.allergies.join('、')}
        </div>
      )}
      {patient.data && patient.data.conditions.length > 0 && (
        <p>
          <span className="soft">疾病 </span>
          {patient.data.conditions.join('、')}
        </p>
      )}
      <section>
        <h2>接触前速览</h2>
        <BriefBody task={task} />
      </section>
      <section>
        <h2>指标走势</h2>
        <Loaded query={metrics}>
          {(all) =>
            all.length === 0 ? (
              <Empty small text="还没有检验或测量数据。" />
            ) : (
              <>
                <MetricRows
                  metrics={[...all].sort(byWeight).slice(0, SHOWN)}
                  onOpen={(one) => setCode(code === one ? null : one)}
                />
                {code && <MetricChart patientId={task.patient.id} code={code} small />}
              </>
            )
          }
        </Loaded>
      </section>
    </aside>
  );
}
