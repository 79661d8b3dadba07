/** Always here, always in this order: what makes the machine fit the person, and a person who helps. */
import { Press } from '../ui/button.tsx';
import { useFace } from '../ui/face.tsx';
import { CareIcon, HelpIcon, LanguageIcon, SeatedIcon, TextSizeIcon, VoiceIcon } from '../ui/icons.tsx';

const nextVolume = [1, 2, 3, 0] as const;
const nextTextStep = [1, 2, 0] as const;

export function Footer() {
  const { view, words, intend } = useFace();
  return (
    <footer className="footer" aria-label={words.footerLabel}>
      <Press onPress={() => intend({ do: 'elder-mode', on: !view.elderMode })}>
        <CareIcon />
        {view.elderMode ? words.standardMode : words.elderMode}
      </Press>
      {view.elderMode && (
        <Press onPress={() => intend({ do: 'text-step', step: nextTextStep[view.textStep] })}>
          <TextSizeIcon />
          {words.textSizes[view.textStep]}
        </Press>
      )}
      <Press onPress={() => intend({ do: 'seated-mode', on: !view.seatedMode })}>
        <SeatedIcon />
        {view.seatedMode ? words.seatedOff : words.seatedOn}
      </Press>
      <Press
        lang={words.otherLanguageLocale}
        onPress={() => intend({ do: 'language', language: view.language === 'zh' ? 'en' : 'zh' })}
      >
        <LanguageIcon />
        {words.otherLanguage}
      </Press>
      <Press onPress={() => intend({ do: 'volume', volume: nextVolume[view.volume] })}>
        <VoiceIcon level={view.volume} />
        {words.volumes[view.volume]}
      </Press>
      <Press look="help" onPress={() => intend({ do: view.help === 'called' ? 'cancel-help' : 'help' })}>
        <HelpIcon />
        {view.help === 'called' ? words.helpCalled : words.help}
      </Press>
    </footer>
  );
}
