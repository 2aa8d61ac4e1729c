import type { ShownPerson } from '@nq/api';
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
            <p className="small" key={at}>
              <span className={reason.holds ? 'good' : 'bad'}>{reason.holds ? '✓' : '✕'}</span>{' '}
              <span className="soft">{reason.sentence}</span>
              {reason.value && <b> {reason.value}</b>}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
