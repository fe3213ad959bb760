import type { SessionStatus } from '@nestjs-reactor/client';
import type { Playground } from '../playground.js';
import { clockWords, waitWords } from '../session/wait-words.js';
import { useNow } from './use-now.js';
import { useTrack } from './use-track.js';

/** The place in the waiting room, over the session that runs meanwhile; then the question whether to start. */
export function WaitingCard({
  status,
  playground,
}: {
  status: Extract<SessionStatus, { kind: 'waiting' | 'called' }>;
  playground: Playground;
}) {
  const { client, spectator } = playground;
  const track = spectator.track.value;
  return (
    <>
      {track !== undefined && <WatchedPicture key={track} playground={playground} track={track} />}
      <div class={`status-card waiting-card ${track === undefined ? '' : 'over-picture'}`} data-waiting={status.kind}>
        {status.kind === 'waiting' ? (
          <>
            <p class="waiting-place">
              <b data-place>{status.place}</b>
              <span>of {status.waiting} in line</span>
            </p>
            <h2>{status.place === 1 ? 'You are next' : 'All sessions are in use'}</h2>
            <p>
              {[waitWords(status.expectedWaitMs), track === undefined ? '' : 'Watch meanwhile']
                .filter(Boolean)
                .join(' · ')}
            </p>
          </>
        ) : (
          <>
            <h2>It is your turn</h2>
            <p>
              Your session is held for <Countdown untilMs={status.untilMs} />
            </p>
            <button type="button" class="main-button" onClick={() => client.claim()}>
              Start
            </button>
          </>
        )}
        <button type="button" class="button" onClick={() => void client.leave()}>
          Give up my place
        </button>
      </div>
    </>
  );
}

function WatchedPicture({ playground, track }: { playground: Playground; track: string }) {
  const element = useTrack<HTMLVideoElement>(playground.spectator.client, track);
  return <video ref={element} class="watched-picture" aria-label="The running session" autoplay playsInline muted />;
}

function Countdown({ untilMs }: { untilMs: number }) {
  return <b class="countdown">{clockWords(untilMs - useNow())}</b>;
}
