import type { RefObject } from 'preact';

/** The browser's own dialog for a file, opened by a click on `picker` from a button that says what the file is for. */
export function FilePicker({
  picker,
  accept,
  onPick,
}: {
  picker: RefObject<HTMLInputElement>;
  /** MIME types, as the `accept` attribute takes them. */
  accept?: string;
  onPick: (file: File) => void;
}) {
  return (
    <input
      ref={picker}
      type="file"
      class="unseen"
      tabIndex={-1}
      aria-hidden="true"
      {...(accept === undefined ? {} : { accept })}
      onChange={({ currentTarget: input }) => {
        const file = input.files?.[0];
        // The same file can be chosen again.
        input.value = '';
        if (file !== undefined) onPick(file);
      }}
    />
  );
}
