/** Puts the policy into force: every door that Electron has is shut here, and only here. */
import type { App, Session, WebContents } from 'electron';

import { mayRequest, mayShow, mayUse } from './policy.ts';

/** The station's address at this moment; null while there is none. */
type CurrentStation = () => string | null;

/** Every page of the program, also those that something unforeseen might open. */
export function lockApp(app: App, station: CurrentStation): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, station));
  // The station speaks plain HTTP on loopback: whoever shows a certificate is somebody else.
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, decide) => {
    event.preventDefault();
    decide(false);
  });
  app.on('select-client-certificate', (event) => event.preventDefault());
  app.on('login', (event) => event.preventDefault());
}

function lockContents(contents: WebContents, station: CurrentStation): void {
  const stayAtTheStation = (event: { readonly url: string; preventDefault(): void }): void => {
    if (!mayShow(station(), event.url)) event.preventDefault();
  };
  contents.on('will-frame-navigate', stayAtTheStation);
  contents.on('will-redirect', stayAtTheStation);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** What pages may use is policy.ts's; devices, screens and pairings they get none. */
export function lockSession(session: Session, station: CurrentStation): void {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(
      mayUse(station(), {
        permission,
        from: details.requestingUrl,
        media: 'mediaTypes' in details ? (details.mediaTypes ?? []) : [],
      }),
    ),
  );
  session.setPermissionCheckHandler((_contents, permission, _origin, { mediaType, requestingUrl }) =>
    mayUse(station(), {
      permission,
      from: requestingUrl ?? '',
      media: mediaType === undefined ? [] : [mediaType],
    }),
  );
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, choose) => choose(null));
  session.setBluetoothPairingHandler((_details, answer) => answer({ confirmed: false }));
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses);
  // -2 refuses, whatever Chromium makes of the certificate.
  session.setCertificateVerifyProc((_request, decide) => decide(-2));
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !mayRequest(station(), url) }));
}
