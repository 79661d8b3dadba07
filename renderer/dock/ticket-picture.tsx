import type { EmulatorState } from '#contracts/emulators.ts';
import { useStaff } from '../ui/staff-page.tsx';

/** The newest ticket as the printer's emulator understood it: an image, so that nothing in it can run. */
export function TicketPicture({ emulators }: { readonly emulators: readonly EmulatorState[] }) {
  const { words } = useStaff();
  const printer = emulators.find((emulator) => emulator.kind === 'printer');
  if (printer === undefined) return null;
  return (
    <section className="panel ticket-picture">
      <div className="panel-head">
        <h2>{words.dock.ticket}</h2>
        <span>{words.dock.tickets(printer.tickets)}</span>
      </div>
      {printer.picture === null ? (
        <p className="hint">{words.dock.noTicket}</p>
      ) : (
        <img
          alt={words.dock.ticket}
          src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(printer.picture)}`}
        />
      )}
    </section>
  );
}
