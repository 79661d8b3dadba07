/** A hall of many machines: whether its server answers, what this station holds for when it does not, and where it is configured. */
import type { ServerHallView } from '#contracts/technician-hall.ts';
import { inWords } from '../ui/hall-time.ts';
import { Qr } from '../ui/qr.tsx';
import { FailureLine, useStaff } from '../ui/staff-page.tsx';

interface Props {
  readonly hall: ServerHallView;
  /** The station's. */
  readonly timeZone: string;
}

function Line({ hall, timeZone }: Props) {
  const { language, words } = useStaff();
  const { state, since, refusal, day, version } = hall;
  const isHeard = state === 'reachable' && refusal === null;
  const time = inWords(since, timeZone, 'moment', language);
  return (
    <section className="panel" aria-label={words.hall.server}>
      <h2>{words.hall.server}</h2>
      <dl className="facts">
        <div>
          <dt>{words.hall.server}</dt>
          <dd className={`state state-${isHeard ? 'ready' : 'failing'}`}>
            {refusal === null ? words.technician[state] : words.hall.refuses} · {words.technician.since}{' '}
            {time}
          </dd>
        </div>
        <div>
          <dt>{words.hall.day}</dt>
          <dd>{day === null ? words.hall.neverHeard : `${day.date} · ${words.hall.dayStates[day.state]}`}</dd>
        </div>
        <div>
          <dt>{words.hall.configurationVersion}</dt>
          <dd>{version === null ? words.hall.neverHeard : words.hall.ofVersion(version)}</dd>
        </div>
      </dl>
      {!isHeard && day !== null && <p className="hint">{words.hall.lastHeard}</p>}
      {refusal !== null && <FailureLine failure={refusal} />}
    </section>
  );
}

function Numbers({ hall }: { readonly hall: ServerHallView }) {
  const { language, words } = useStaff();
  const { business, unused, used, unmerged } = words.hall;
  return (
    <section className="panel" aria-label={words.hall.numbers}>
      <h2>{words.hall.numbers}</h2>
      <p className="hint">{words.hall.numbersHint}</p>
      {hall.failure !== null && <FailureLine failure={hall.failure} />}
      {hall.numbers.length === 0 ? (
        <p className="hint">{words.hall.noNumbers}</p>
      ) : (
        <table className="held-numbers">
          <thead>
            <tr>
              {[business, unused, used, unmerged].map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {hall.numbers.map((held) => (
              <tr key={held.business}>
                <th scope="row">{held.name[language]}</th>
                <td>{held.unused}</td>
                <td>{held.used}</td>
                <td>{held.unmerged}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Administration({ address }: { readonly address: string }) {
  const { words } = useStaff();
  return (
    <section className="panel" aria-label={words.hall.administration}>
      <h2>{words.hall.administration}</h2>
      <p className="hint">{words.hall.administrationHint}</p>
      <div className="hall-address">
        <Qr text={address} label={words.hall.administrationQr} />
        <code>{address}</code>
      </div>
    </section>
  );
}

export function ServerHall({ hall, timeZone }: Props) {
  return (
    <div className="technician">
      <div className="technician-column">
        <Line hall={hall} timeZone={timeZone} />
        <Numbers hall={hall} />
      </div>
      <div className="technician-column">
        <Administration address={hall.administration} />
      </div>
    </div>
  );
}
