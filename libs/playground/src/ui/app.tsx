import { useEffect } from 'preact/hooks';
import type { Playground } from '../playground.js';
import { Panel } from './panel.js';
import { Stage } from './stage.js';
import { statusSentence } from './status-sentence.js';

export function App({ playground }: { playground: Playground }) {
  const status = playground.status.value;
  const title = playground.board.board.value?.title;
  useEffect(() => {
    const turn = status.kind === 'called' ? 'Your turn! · ' : '';
    document.title = `${turn}${title === undefined ? 'Playground' : `${title} · Playground`}`;
  }, [title, status.kind]);
  return (
    <div class="app" data-status={status.kind}>
      <Stage playground={playground} />
      <Panel playground={playground} />
      <p class="unseen" role="status">
        {statusSentence(status, playground.choice.offered.value !== undefined)}
      </p>
    </div>
  );
}
