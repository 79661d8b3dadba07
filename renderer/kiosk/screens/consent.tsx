/** Before a face or a finger is taken: what, what for, where to and how long, and a refusal of the same weight. */
import { Press } from '../../ui/button.tsx';
import { useFace } from '../../ui/face.tsx';
import { ClockIcon, FaceIcon, FingerIcon, OfficeIcon, PurposeIcon } from '../../ui/icons.tsx';
import { Scroller } from '../../ui/scroller.tsx';
import type { ScreenOf } from './parts.tsx';

export function ConsentScreen({ screen }: { readonly screen: ScreenOf<'consent'> }) {
  const { view, say, intend } = useFace();
  const { revision } = view;
  const icons = [screen.takes === 'face' ? FaceIcon : FingerIcon, PurposeIcon, OfficeIcon, ClockIcon];
  return (
    <>
      <Scroller label={say(screen.title)}>
        <h1>{say(screen.title)}</h1>
        <dl className="consent">
          {screen.rows.map((row, index) => {
            const RowIcon = icons[index] ?? PurposeIcon;
            return (
              <div key={say(row.label)}>
                <dt>
                  <RowIcon />
                  {say(row.label)}
                </dt>
                <dd>{say(row.value)}</dd>
              </div>
            );
          })}
        </dl>
      </Scroller>
      <div className="screen-actions">
        <Press look="primary" onPress={() => intend({ do: 'confirm', revision })}>
          {say(screen.agree)}
        </Press>
        <Press onPress={() => intend({ do: 'back', revision })}>{say(screen.refuse)}</Press>
      </div>
    </>
  );
}
