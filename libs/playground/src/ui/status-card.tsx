import { useEffect, useState } from 'preact/hooks';
import type { SessionStatus } from '@nestjs-reactor/client';
import type { Playground } from '../playground.js';
import { WaitingCard } from './waiting-card.js';
import { canWatchInstead, endingOf, problemOf, reconnectingOf } from '../session/problem.js';

type NotLive = Exclude<SessionStatus, { kind: 'live' }>;

/** Over the picture: why there is none, and what to do. */
export function StatusCard({ status, playground }: { status: NotLive; playground: Playground }) {
  switch (status.kind) {
    case 'idle':
      return <Waiting title="Connecting">Contacting the server…</Waiting>;
    case 'connecting': {
      const { title, text } = status.again
        ? reconnectingOf(status.cause)
        : { title: 'Connecting', text: 'Contacting the server…' };
      return <Waiting title={title}>{text}</Waiting>;
    }
    case 'loading':
      return <Waiting title="The model is loading">The picture appears when the model is ready.</Waiting>;
    case 'waiting':
    case 'called':
      return <WaitingCard status={status} playground={playground} />;
    case 'ended': {
      const { title, text } = endingOf(status.reason, status.message);
      return (
        <div class="status-card">
          <h2>{title}</h2>
          {text !== '' && <p>{text}</p>}
          <button type="button" class="main-button" onClick={() => void playground.choice.begin()}>
            {waitsAgain(status.reason) ? 'Wait again' : 'Start again'}
          </button>
        </div>
      );
    }
    case 'failed':
      return <Failed status={status} playground={playground} />;
  }
}

function Waiting({ title, children }: { title: string; children: string }) {
  return (
    <div class="status-card">
      <span class="spinner" aria-hidden="true" />
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}

function Failed({ status, playground }: { status: Extract<NotLive, { kind: 'failed' }>; playground: Playground }) {
  const { client, choice } = playground;
  const { error, retryAtMs } = status;
  const problem = problemOf(error);
  return (
    <div class="status-card failed" data-problem={problem.code}>
      <h2>{problem.title}</h2>
      <p>{problem.text}</p>
      {problem.hints.length > 0 && (
        <ul>
          {problem.hints.map((hint) => (
            <li key={hint}>{hint}</li>
          ))}
        </ul>
      )}
      <button
        type="button"
        class="main-button"
        onClick={() => (retryAtMs === undefined ? void choice.begin() : client.retryNow())}
      >
        {error.code === 'unknown_session' ? 'Join another session' : 'Retry now'}
      </button>
      {canWatchInstead(error) && (
        <button type="button" class="button" onClick={() => choice.choose('running')}>
          Watch a running session
        </button>
      )}
      {retryAtMs !== undefined && <Countdown untilMs={retryAtMs} />}
    </div>
  );
}

function Countdown({ untilMs }: { untilMs: number }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.ceil((untilMs - now) / 1000);
  return <p class="countdown">{seconds > 0 ? `Retrying in ${seconds} s` : 'Retrying…'}</p>;
}

/** Others wait, or the call was not answered: there is a place at the end. */
function waitsAgain(reason: string): boolean {
  return ['evicted', 'lapsed', 'gone', 'turn_over'].includes(reason);
}
