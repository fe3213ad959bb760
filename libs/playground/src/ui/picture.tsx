import { useSignal } from '@preact/signals';
import type { ComponentChildren, RefObject } from 'preact';
import type { TrackInfo } from '@nestjs-reactor/client';
import type { Playground } from '../playground.js';
import { AmbientLight } from './ambient-light.js';
import { toggleFullscreen } from './fullscreen-button.js';
import { WaveIcon } from './icons.js';
import { ModelNoticeBar } from './model-notice-bar.js';
import { NextStepPrompt, stepOf } from './next-step-prompt.js';
import { SeatBar } from './seat-bar.js';
import { SessionChoiceCard } from './session-choice-card.js';
import { StatusCard } from './status-card.js';
import { TimeLeftBar } from './time-left-bar.js';
import { useTrack } from './use-track.js';

/**
 * The picture as large as its place allows, others next to it small, and over it the reason why it is not live.
 *
 * @param children what lies on the picture
 */
export function Picture({
  playground,
  frame,
  children,
}: {
  playground: Playground;
  frame: RefObject<HTMLDivElement>;
  children: ComponentChildren;
}) {
  const { choice, received, main } = playground;
  const offered = choice.offered.value;
  const status = playground.status.value;
  const live = status.kind === 'live';
  const videos = received.value.filter(({ kind }) => kind === 'video');
  const others = videos.filter(({ name }) => name !== main.value);
  return (
    <div class="picture" ref={frame}>
      {videos
        .filter(({ name }) => name === main.value)
        .map((video) => (
          <MainVideo key={video.name} playground={playground} video={video} live={live} frame={frame}>
            {children}
          </MainVideo>
        ))}
      {videos.length === 0 && received.value.length > 0 && (
        <div class="sound-only">
          <WaveIcon />
          <p>This model sends sound and no picture.</p>
          {live && stepOf(playground).kind === 'send' && <NextStepPrompt playground={playground} />}
          {children}
        </div>
      )}
      {live && others.length > 0 && (
        <ul class="other-videos" aria-label="Other pictures">
          {others.map((video) => (
            <li key={video.name}>
              <SmallVideo playground={playground} name={video.name} onChoose={() => playground.choose(video.name)} />
            </li>
          ))}
        </ul>
      )}
      {live && <ModelNoticeBar playground={playground} />}
      {live && <TimeLeftBar limit={playground.timeLeft.limit.value} />}
      {live && <SeatBar seats={playground.seats} mayControl={playground.may('control')} />}
      {offered !== undefined && <SessionChoiceCard choice={choice} offered={offered} />}
      {status.kind !== 'live' && offered === undefined && <StatusCard status={status} playground={playground} />}
    </div>
  );
}

function MainVideo({
  playground,
  video,
  live,
  frame,
  children,
}: {
  playground: Playground;
  video: TrackInfo;
  live: boolean;
  frame: RefObject<HTMLDivElement>;
  children: ComponentChildren;
}) {
  const element = useTrack<HTMLVideoElement>(playground.client, video.name);
  const size = useSignal<{ width: number; height: number } | undefined>(undefined);
  const measure = (): void => {
    const { videoWidth: width, videoHeight: height } = element.current!;
    if (width > 0 && height > 0) size.value = { width, height };
  };
  const stalled = live && size.value !== undefined && isStarved(playground);
  const ratio = size.value === undefined ? 16 / 9 : size.value.width / size.value.height;
  return (
    <div class="main-video" style={{ '--ratio': ratio }} data-stalled={stalled}>
      <AmbientLight source={element} live={live} />
      <video
        ref={element}
        data-track={video.name}
        aria-label="Live picture"
        autoplay
        playsInline
        muted
        onLoadedMetadata={measure}
        onResize={measure}
        onDblClick={() => toggleFullscreen(frame.current)}
      />
      {live && (size.value === undefined || stalled) && <NextStepPrompt playground={playground} />}
      {children}
    </div>
  );
}

/** The picture stands still, and one of the model's inputs is open. */
function isStarved(playground: Playground): boolean {
  const { fps } = playground.figures.figures.value;
  return fps === 0 && stepOf(playground).kind === 'send';
}

function SmallVideo({ playground, name, onChoose }: { playground: Playground; name: string; onChoose: () => void }) {
  const element = useTrack<HTMLVideoElement>(playground.client, name);
  return (
    <button type="button" onClick={onChoose} title={`Show ${name} large`}>
      <video ref={element} data-track={name} autoplay playsInline muted />
      <span>{name}</span>
    </button>
  );
}
