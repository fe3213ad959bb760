import type { Playground } from '../playground.js';
import { CloseIcon } from './icons.js';

/** What has happened to the model under the session, until it is put away or something else happens. */
export function ModelNoticeBar({ playground }: { playground: Playground }) {
  const notice = playground.notice.value;
  if (notice === undefined) return null;
  return (
    <div class="model-notice" role="status" data-notice={notice.code}>
      {notice.underWay && <span class="spinner" aria-hidden="true" />}
      <div>
        <b>{notice.title}</b>
        {notice.text !== '' && <p>{notice.text}</p>}
        {notice.dropped.length > 0 && <p data-dropped>Back to the default: {notice.dropped.join(', ')}.</p>}
      </div>
      {!notice.underWay && (
        <button type="button" class="icon-button" title="Close" onClick={() => playground.dismissNotice()}>
          <CloseIcon />
          <span class="unseen">Close the notice</span>
        </button>
      )}
    </div>
  );
}
