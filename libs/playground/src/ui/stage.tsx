import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { Playground } from '../playground.js';
import { FullscreenButton } from './fullscreen-button.js';
import { SoundOffIcon, SoundOnIcon } from './icons.js';
import { ModelGallery } from './model-gallery.js';
import { PageMenu } from './page-menu.js';
import { Picture } from './picture.js';
import { PlaySurface } from './play-surface.js';
import { RestartDialog } from './restart-dialog.js';
import { ShareButton } from './share-button.js';
import { Sounds } from './sounds.js';
import { StatsBar } from './stats-bar.js';
import { StatusPill } from './status-pill.js';
import { ViewerCount } from './viewer-count.js';

/** The left side: what the model shows, what state it is in, and what can be done with the session. */
export function Stage({ playground }: { playground: Playground }) {
  const { client, board, received, model, theme } = playground;
  const title = board.board.value?.title;
  const choosing = playground.choice.offered.value !== undefined;
  // While it is asked which session to join, no schema is there yet, and the default model is listed first.
  const heading = title ?? model ?? (choosing ? playground.models.value[0]?.name : undefined) ?? 'Playground';
  const frame = useRef<HTMLDivElement>(null);
  const muted = useSignal(true);
  const sounds = received.value.filter(({ kind }) => kind === 'audio');
  // Where nothing is to be heard there is nothing to unmute.
  const audible = sounds.length > 0 && playground.sound.heard.value;
  const live = playground.status.value.kind === 'live';
  return (
    <main class="stage">
      <header class="stage-bar">
        <h1>{heading}</h1>
        <StatusPill status={playground.status.value} choosing={choosing} />
        <ViewerCount count={playground.viewers.value} />
        <div class="stage-actions">
          {audible && (
            <button
              type="button"
              class="icon-button"
              aria-pressed={!muted.value}
              title={muted.value ? 'Unmute' : 'Mute'}
              data-sound
              onClick={() => (muted.value = !muted.value)}
            >
              {muted.value ? <SoundOffIcon /> : <SoundOnIcon />}
              <span class="unseen">Sound</span>
            </button>
          )}
          <ModelGallery playground={playground} current={title ?? model} />
          <ShareButton model={title ?? model} session={playground.session.value} title={heading} />
          <FullscreenButton target={frame} />
          <PageMenu
            client={client}
            live={live}
            mayRestart={playground.may('operate')}
            theme={theme}
            onRestart={() => playground.restart()}
          />
        </div>
      </header>
      <Picture playground={playground} frame={frame}>
        <PlaySurface playground={playground} />
        {live && audible && muted.value && (
          <button type="button" class="pill-button unmute" onClick={() => (muted.value = false)}>
            <SoundOffIcon />
            Unmute
          </button>
        )}
      </Picture>
      <Sounds client={playground.client} tracks={sounds} muted={muted.value} />
      <StatsBar playground={playground} />
      {playground.askingToRestart.value && <RestartDialog playground={playground} />}
    </main>
  );
}
