import type { OfferedSessions, SessionChoice } from '../session/session-choice.js';

/** Over the empty picture: the model runs sessions of others, and one more could start. */
export function SessionChoiceCard({ choice, offered }: { choice: SessionChoice; offered: OfferedSessions }) {
  const { sessions, instances, free } = offered;
  return (
    <div class="status-card session-choice" data-choice>
      <h2>{sessions === 1 ? 'A session is running' : `${sessions} sessions are running`}</h2>
      <p>
        {free === 1 ? 'One more' : `${free} more`} can start: {sessions} of {instances} are in use.
      </p>
      <button type="button" class="main-button" onClick={() => choice.choose('own')}>
        Start your own session
      </button>
      <button type="button" class="button" onClick={() => choice.choose('running')}>
        Watch the {sessions === 1 ? 'running' : 'newest'} session
      </button>
    </div>
  );
}
