/** What the staff's pages share: their words, a choice of language, one line for what went wrong. */
import { createContext, useContext, useState, type ReactNode } from 'react';

import { failures } from '#contracts/failures.ts';
import type { Failure } from '#contracts/result.ts';
import type { Language } from '#contracts/text.ts';
import { Press } from './button.tsx';
import { staffEn } from './texts/staff-en.ts';
import { staffZh, type StaffTexts } from './texts/staff-zh.ts';

const staffTexts: Readonly<Record<Language, StaffTexts>> = { zh: staffZh, en: staffEn };

interface Staff {
  readonly language: Language;
  readonly words: StaffTexts;
}

const StaffContext = createContext<Staff>({ language: 'zh', words: staffZh });

export function useStaff(): Staff {
  return useContext(StaffContext);
}

interface Props {
  readonly title: (words: StaffTexts, language: Language) => string;
  /** Beside the title. */
  readonly aside: ReactNode;
  readonly children: ReactNode;
}

export function StaffPage({ title, aside, children }: Props) {
  const [language, setLanguage] = useState<Language>('zh');
  const words = staffTexts[language];
  const turn = (): void => {
    const next = language === 'zh' ? 'en' : 'zh';
    document.documentElement.lang = staffTexts[next].locale;
    setLanguage(next);
  };
  return (
    <StaffContext value={{ language, words }}>
      <div className="staff">
        <header className="staff-header">
          <h1>{title(words, language)}</h1>
          <div className="staff-aside">{aside}</div>
          <Press onPress={turn}>{words.otherLanguage}</Press>
        </header>
        {children}
      </div>
    </StaffContext>
  );
}

/** A failure in words: what it is, what to try, and its code. */
export function FailureLine({ failure }: { readonly failure: Failure }) {
  const { language, words } = useStaff();
  const { message, remedy } = failures[failure.code];
  return (
    <div className="failure">
      <p>
        <strong>{message[language]}</strong> <code>{failure.code}</code>
      </p>
      <p>
        {words.technician.remedy}: {remedy[language]}
      </p>
      {failure.detail !== undefined && (
        <p>
          {words.technician.detail}: <code>{failure.detail}</code>
        </p>
      )}
    </div>
  );
}
