import type { ComponentChildren, JSX } from 'preact';

function icon(children: ComponentChildren): () => JSX.Element {
  return () => (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="icon">
      {children}
    </svg>
  );
}

export const SoundOnIcon = icon(
  <>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
    <path d="M15.5 9a4.2 4.2 0 0 1 0 6M18 6.5a7.8 7.8 0 0 1 0 11" />
  </>,
);
export const SoundOffIcon = icon(
  <>
    <path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5z" />
    <path d="m16 9.5 5 5m0-5-5 5" />
  </>,
);
export const ExpandIcon = icon(<path d="M9 4H4v5m11-5h5v5M9 20H4v-5m11 5h5v-5" />);
export const ShrinkIcon = icon(<path d="M4 9h5V4m11 5h-5V4M4 15h5v5m11-5h-5v5" />);
export const RestartIcon = icon(<path d="M5 12a7 7 0 1 0 2.2-5.1M5 4.5V8h3.5" />);
export const LeaveIcon = icon(<path d="M12 4v8M7 6.8a7.2 7.2 0 1 0 10 0" />);
export const UndoIcon = icon(<path d="M8.5 5 4.5 9l4 4M5 9h8.5a5.5 5.5 0 0 1 0 11H9" />);
export const CloseIcon = icon(<path d="m6.5 6.5 11 11m0-11-11 11" />);
export const CameraIcon = icon(<path d="M3.5 7h11v10h-11zM14.5 10.5l6-3v9l-6-3" />);
export const MicrophoneIcon = icon(
  <path d="M9 5.5a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21" />,
);
export const FileIcon = icon(<path d="M12 16V5m-4.5 4L12 4.5 16.5 9M4.5 15v4.5h15V15" />);
export const GridIcon = icon(<path d="M4.5 4.5h6v6h-6zM13.5 4.5h6v6h-6zM4.5 13.5h6v6h-6zM13.5 13.5h6v6h-6z" />);
export const CheckIcon = icon(<path d="m5 12.5 4.5 4.5L19 7.5" />);
export const ChevronIcon = icon(<path d="m9 6 6 6-6 6" />);
export const ChartIcon = icon(<path d="M4.5 19.5h15M7 19v-6m5 6V6m5 13v-9" />);
export const WaveIcon = icon(<path d="M4 10v4m4-7v10m4-13v16m4-13v10m4-7v4" />);
export const CopyIcon = icon(<path d="M9 9h10v10H9zM15 9V5H5v10h4" />);
export const ShareIcon = icon(<path d="M12 15V4m-4 4 4-4 4 4M7 11H5v9h14v-9h-2" />);
export const MoreIcon = icon(<path d="M5.5 12h.01M12 12h.01M18.5 12h.01" stroke-width="3" />);
export const PlayIcon = icon(<path d="M8 5.5v13l10.5-6.5z" />);
export const PauseIcon = icon(<path d="M8.5 6v12M15.5 6v12" />);
