import type { PersonReason, ShownPerson } from '@nq/api';
import { PatientName } from './PatientName';
import { RiskBadge } from './RiskBadge';
import { sexWord } from './words';
import './marks.css';

/** A few masked people, each with why in or why not. */
export function PeopleShown({ people, empty }: { people: ShownPerson[]; empty: string }) {
  if (people.length === 0) return <p className="soft small">{empty}</p>;
  return (
    <ul className="sample">
      {people.map((person) => (
        <li key={person.patient_id}>
          <div className="row">
            <PatientName id={person.patient_id} name={person.name_masked} />
            <span className="soft nowrap">
              {sexWord(person.sex)} {person.age ?? '—'}
            </span>
            {person.grade && <RiskBadge level={person.grade} bare />}
          </div>
          {person.reasons.map((reason, at) => (
            <Reason key={at} reason={reason} out={person.out} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** One condition that decides: for somebody inside what lets in, for somebody outside what keeps out. */
function Reason({ reason, out }: { reason: PersonReason; out: boolean }) {
  // Under a negation a condition lets in by not holding, and keeps out by holding.
  const said = reason.holds === out ? `${reason.holds ? '满足' : '不满足'}“${reason.sentence}”` : reason.sentence;
  return (
    <p className="small">
      <span className={out ? 'bad' : 'good'}>{out ? '✕' : '✓'}</span> <span className="soft">{said}</span>
      {reason.value && !reason.sentence.includes(reason.value) && <b> {reason.value}</b>}
    </p>
  );
}
