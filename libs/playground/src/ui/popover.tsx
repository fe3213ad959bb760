import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';

/**
 * A button that opens a small panel below itself. A press outside, Escape, or leaving it by the keyboard closes it; with
 * Escape the focus goes back to the button.
 *
 * @param children get a function that closes the panel
 */
export function Popover({
  label,
  icon,
  children,
  onOpen,
}: {
  label: string;
  icon: ComponentChildren;
  children: (close: () => void) => ComponentChildren;
  /** Runs in place of opening when it returns true. */
  onOpen?: () => boolean;
}) {
  const open = useSignal(false);
  const id = useId();
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (!open.value) return undefined;
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) open.value = false;
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape') return;
      open.value = false;
      button.current?.focus();
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    document.addEventListener('keydown', key);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      document.removeEventListener('keydown', key);
    };
  }, [open, open.value]);
  return (
    <div class="popover" ref={root}>
      <button
        type="button"
        class="icon-button"
        ref={button}
        title={label}
        aria-expanded={open.value}
        aria-controls={id}
        onClick={() => {
          if (!open.value && onOpen?.() === true) return;
          open.value = !open.value;
        }}
      >
        {icon}
        <span class="unseen">{label}</span>
      </button>
      {open.value && (
        <div class="popover-panel" id={id} role="group" aria-label={label}>
          {children(() => {
            open.value = false;
          })}
        </div>
      )}
    </div>
  );
}
