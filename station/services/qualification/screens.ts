/** What each phase shows. */
import type { CredentialKind } from '#contracts/credentials.ts';
import type { Option, Row, Screen } from '#contracts/face-view.ts';
import { failures } from '#contracts/failures.ts';
import { staffGrounds, visitWishes } from '#contracts/qualification.ts';
import type { Text } from '#contracts/text.ts';
import { actionsDone, pictureWanted, promptOf } from '../../face/capture.ts';
import { plain, type SceneInfo } from '../scene.ts';
import { benefitText } from './dates.ts';
import { receiptRows, receiptTitle } from './receipt.ts';
import type { Phase, QualificationState, TakenWay, VisitDraft } from './state.ts';
import { phoneDigits } from './step-visit.ts';
import { facePrompts, fingerPrompts, groundNames, texts, wishNames } from './texts.ts';
import { wayOptions } from './ways.ts';

type Choices = Extract<Screen, { kind: 'choices' }>;

export function screenOf(state: QualificationState, info: SceneInfo): Screen {
  const { phase } = state;
  switch (phase.at) {
    case 'asking':
      return working(texts.asking);
    case 'overview':
      return overview(state, info);
    case 'ways':
      return choices(texts.chooseWay, wayOptions(state, info));
    case 'consent':
      return consent(phase.way, info);
    case 'beginning':
      return working(texts.beginning);
    case 'face':
      return {
        kind: 'face-capture',
        attempt: phase.attempt,
        title: texts.faceTitle,
        prompt: promptOf(phase.capture),
        text: facePrompts[promptOf(phase.capture)],
        done: actionsDone(phase.capture),
        steps: info.config.qualification.face.steps,
        picture: pictureWanted(phase.capture),
        options: [option('other-ways', texts.otherWays)],
      };
    case 'finger':
      return {
        kind: 'finger-capture',
        title: texts.fingerTitle,
        prompt: phase.prompt,
        text: fingerPrompts[phase.prompt],
        options: [option('other-ways', texts.otherWays)],
      };
    case 'judging':
      return working(texts.judging);
    case 'staff-card':
      return {
        kind: 'present-card',
        title: texts.staffCard,
        detail: texts.staffCardDetail,
        accepts: cardsHere(info),
        back: true,
      };
    case 'staff-checking':
      return working(texts.staffChecking);
    case 'staff-ground':
      return choices(
        texts.staffGround,
        staffGrounds.map((ground) => option(ground, groundNames[ground])),
      );
    case 'staff-confirm':
      return {
        kind: 'summary',
        title: texts.staffConfirm,
        rows: [
          { label: texts.staffIs, value: plain(info.person?.maskedName ?? '—') },
          { label: texts.staffHas, value: texts.staffSight },
          { label: texts.ground, value: groundNames[phase.ground] },
          { label: texts.staffBy, value: plain(phase.staff) },
        ],
        confirm: texts.confirmSight,
        back: true,
      };
    case 'saving':
      return working(texts.saving);
    case 'sending':
      return working(texts.sending);
    case 'done':
      return done(phase, info);
    case 'failed':
      return failed(state, phase, info);
    default:
      return visit(state, phase, info);
  }
}

/** A card of one's own: a code is nobody's for sure. */
function cardsHere({ face, config }: SceneInfo): readonly CredentialKind[] {
  const drivers = config.devices
    .filter(({ id }) => face.credentials.includes(id))
    .map(({ driver }) => driver);
  return [
    ...(drivers.some((driver) => driver === 'pcsc' || driver === 'vpcd')
      ? ['social-security-card' as const]
      : []),
    ...(drivers.includes('sam-v') ? ['identity-card' as const] : []),
  ];
}

function option(id: string, label: Text): Option {
  return { id, label, detail: null, enabled: true };
}

function working(title: Text): Screen {
  return { kind: 'working', act: 'send', title };
}

function choices(title: Text, options: readonly Option[]): Choices {
  return { kind: 'choices', greeting: null, title, notes: [], options, back: true };
}

function overview({ status }: QualificationState, { person }: SceneInfo): Screen {
  const nothing = status?.benefits.length === 0;
  const notes =
    status === null ? [texts.statusUnknown] : nothing ? [texts.noBenefit] : status.benefits.map(benefitText);
  return {
    ...choices(texts.overview, nothing ? [] : [option('self', texts.self), option('proxy', texts.proxy)]),
    greeting: person?.maskedName ?? null,
    notes,
  };
}

function consent(way: TakenWay, { config }: SceneInfo): Screen {
  const { matcher, keepImage } = config.qualification.face;
  const ofFace: readonly [Text, Text, Text] = [
    texts.faceWhat,
    matcher === 'platform' ? texts.facePlatform : texts.faceStation,
    keepImage ? texts.faceKept : texts.notKept,
  ];
  const [what, where, howLong] =
    way === 'face' ? ofFace : [texts.fingerWhat, texts.fingerWhere, texts.notKept];
  return {
    kind: 'consent',
    takes: way,
    title: way === 'face' ? texts.faceConsent : texts.fingerConsent,
    rows: [
      { label: texts.what, value: what },
      { label: texts.whatFor, value: texts.forThis },
      { label: texts.where, value: where },
      { label: texts.howLong, value: howLong },
    ],
    agree: texts.agree,
    refuse: texts.refuse,
  };
}

function visit(
  state: QualificationState,
  phase: Extract<Phase, { at: `visit-${string}` }>,
  info: SceneInfo,
): Screen {
  switch (phase.at) {
    case 'visit-town':
      return choices(
        texts.visitTown,
        info.config.qualification.towns.map(({ id, name }) => option(id, name)),
      );
    case 'visit-address':
      return choices(texts.visitAddress, [
        ...(state.status?.addresses ?? []).map(({ id, masked }) => option(`file-${id}`, plain(masked))),
        option('else', texts.addressElse),
      ]);
    case 'visit-phone':
      return choices(texts.visitPhone, [
        ...(state.status?.phones ?? []).map(({ id, masked }) => option(`file-${id}`, plain(masked))),
        option('else', texts.phoneElse),
      ]);
    case 'visit-keypad':
      return {
        kind: 'keypad',
        title: texts.phoneTyped,
        entered: grouped(phase.digits),
        complete: phase.digits.length >= phoneDigits.least,
        confirm: texts.phoneDone,
        options: [option('back', texts.back)],
      };
    case 'visit-wish':
      return choices(
        texts.visitWish,
        visitWishes.map((wish) => option(wish, wishNames[wish])),
      );
    case 'visit-confirm':
      return {
        kind: 'summary',
        title: texts.visitConfirm,
        rows: [...draftRows(state, phase.draft, info), { label: texts.wish, value: wishNames[phase.wish] }],
        confirm: texts.book,
        back: true,
      };
  }
}

/** As numbers are read aloud: 138 0000 1234, 6281 0000. */
function grouped(digits: string): string {
  return digits.length === 11
    ? digits.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3')
    : digits.replace(/(\d{4})(?=\d)/g, '$1 ');
}

function draftRows(
  { status }: QualificationState,
  { town, address, phoneOnFile, phone }: VisitDraft,
  { config }: SceneInfo,
): readonly Row[] {
  const known = config.qualification.towns.find(({ id }) => id === town);
  const onFile = (list: readonly { readonly id: string; readonly masked: string }[], id: string | null) =>
    list.find((one) => one.id === id)?.masked;
  const where = onFile(status?.addresses ?? [], address);
  return [
    { label: texts.town, value: known?.name ?? plain(town) },
    { label: texts.address, value: where === undefined ? texts.byPhone : plain(where) },
    {
      label: texts.phone,
      value: plain(onFile(status?.phones ?? [], phoneOnFile) ?? grouped(phone ?? '')),
    },
  ];
}

function done(phase: Extract<Phase, { at: 'done' }>, { face, person }: SceneInfo): Screen {
  const { sent, outcome, print } = phase;
  const options = [
    ...(face.printer === undefined ? [] : [option('reprint', texts.reprint)]),
    ...(person === null ? [] : [option('menu', texts.menu)]),
  ];
  return {
    kind: 'result',
    title: receiptTitle(sent, outcome),
    big: null,
    rows: receiptRows(sent, outcome),
    notes: [
      ...(outcome?.resumed === true ? [texts.resumed] : []),
      ...(sent.unmatched && (outcome === null || outcome.outcome === 'recorded') ? [texts.unmatched] : []),
      ...(sent.way === 'home-visit' ? [texts.townCalls] : []),
      ...(outcome === null ? [texts.benefitSafe] : []),
      ...(print === null ? [texts.printing] : print.proof === 'printed' ? [texts.takeIt] : []),
    ],
    trouble:
      print === null || print.failure === null ? null : { card: 'receipt-failed', code: print.failure },
    qr: null,
    options: print === null ? [] : options,
  };
}

/** The error card, and every other way beside it: nobody has to fail three times first. */
function failed(
  state: QualificationState,
  { failure, card, way }: Extract<Phase, { at: 'failed' }>,
  info: SceneInfo,
): Screen {
  const ways = wayOptions(state, info, way).filter(({ enabled }) => enabled);
  const visits = ways
    .filter(({ id }) => id === 'home-visit')
    .map((one) => ({ ...one, label: texts.proxyVisit }));
  return {
    kind: 'error',
    credential: null,
    card: card ?? failures[failure.code].card,
    code: failure.code,
    options: [...(state.proxy ? visits : ways), option('back', texts.back)],
  };
}
