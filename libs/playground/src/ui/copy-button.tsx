import { useEffect, useState } from 'preact/hooks';
import { copyText } from '../browser/copy-text.js';
import { CheckIcon, CopyIcon } from './icons.js';

const SHOWN_MS = 2_000;

type Result = 'none' | 'copied' | 'failed';

/** @param what names the text, as in "Copy link" */
export function CopyButton({ text, what, look }: { text: () => string; what: string; look: string }) {
  const [result, setResult] = useState<Result>('none');
  useEffect(() => {
    if (result === 'none') return undefined;
    const timer = setTimeout(() => setResult('none'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async (): Promise<void> => setResult((await copyText(text())) ? 'copied' : 'failed');
  const words: Readonly<Record<Result, string>> = {
    none: `Copy ${what}`,
    copied: 'Copied',
    failed: 'Could not copy: select the text instead',
  };
  return (
    <button type="button" class={look} onClick={() => void copy()}>
      {result === 'copied' ? <CheckIcon /> : <CopyIcon />}
      <span aria-live="polite">{words[result]}</span>
    </button>
  );
}
