import { useReveal } from './use-reveal.js';

/** Why something was refused; read aloud, and brought into view. */
export function ErrorText({ text }: { text: string | undefined }) {
  return text === undefined ? null : <Shown text={text} />;
}

function Shown({ text }: { text: string }) {
  const element = useReveal<HTMLParagraphElement>();
  return (
    <p ref={element} class="error" role="alert" data-error>
      {text}
    </p>
  );
}
