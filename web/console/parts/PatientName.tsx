import { createContext, useContext } from 'react';
import './marks.css';

/** Opens the patient drawer; the shell provides it, so that any name anywhere can open a person without leaving the page. */
export const PatientDrawerContext = createContext<(patientId: string) => void>(() => {});

export const useOpenPatient = () => useContext(PatientDrawerContext);

export function PatientName({ id, name }: { id: string; name: string }) {
  const open = useOpenPatient();
  return (
    <button
      type="button"
      className="plain pname"
      onClick={(event) => {
        event.stopPropagation();
        open(id);
      }}
    >
      {name}
    </button>
  );
}
