import { useEffect, useState } from 'preact/hooks';
import { FileIcon } from '../icons.js';
import type { WidgetProps } from './widget-props.js';

/** A file from this device, chosen or dropped here. */
export function FileInput({ value, onSet, ...frame }: WidgetProps) {
  const file = value instanceof File ? value : undefined;
  const shown = file ?? describedFile(value);
  const preview = usePreview(file);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null | undefined): void => {
    const first = files?.[0];
    if (first !== undefined) onSet(first);
  };
  const drag = (event: DragEvent, inside: boolean): void => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    <div
      class="file-drop"
      data-over={over}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        take(event.dataTransfer?.files);
      }}
    >
      <input
        type="file"
        id={frame.id}
        aria-describedby={frame.describedBy}
        onChange={(event) => {
          take(event.currentTarget.files);
          // The same file can be chosen again: its content may have changed.
          event.currentTarget.value = '';
        }}
      />
      {preview === undefined ? <FileIcon /> : <img src={preview} alt="" />}
      {shown === undefined ? (
        <span>Choose a file, or drop one here</span>
      ) : (
        <span class="file-name">
          {shown.name}
          <small>{size(shown.size)}</small>
        </span>
      )}
    </div>
  );
}

/** A file that somebody else has set: what the server says of it. */
function describedFile(value: unknown): { readonly name: string; readonly size: number } | undefined {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('size' in value)) return undefined;
  const { name, size: bytes } = value;
  return typeof name === 'string' && typeof bytes === 'number' ? { name, size: bytes } : undefined;
}

function usePreview(file: File | undefined): string | undefined {
  const [url, setUrl] = useState<string | undefined>(undefined);
  useEffect(() => {
    if (file === undefined || !file.type.startsWith('image/')) {
      setUrl(undefined);
      return undefined;
    }
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
