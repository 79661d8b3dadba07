import { useEffect, useState } from 'react';

import { useStaff } from '../ui/staff-page.tsx';

/** Read once: the configuration holds for as long as the station runs. */
export function Configuration({ read }: { readonly read: () => Promise<string> }) {
  const { words } = useStaff();
  const [text, setText] = useState('');
  useEffect(() => {
    let gone = false;
    read().then(
      (answer) => {
        if (!gone) setText(answer);
      },
      // A lost socket shows itself, and the page asks again when it is drawn anew.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [read]);
  return (
    <details className="panel configuration">
      <summary>
        <h2>{words.technician.configuration}</h2>
      </summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a keyboard scrolls it */}
      <pre tabIndex={0} aria-label={words.technician.configuration}>
        {text}
      </pre>
    </details>
  );
}
