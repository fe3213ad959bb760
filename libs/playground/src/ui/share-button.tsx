import { shareAddress } from '../session/share-address.js';
import { CopyButton } from './copy-button.js';
import { ShareIcon } from './icons.js';
import { Popover } from './popover.js';

/** A link to this model, or to its session where it runs several: through the device's own sharing where there is one, otherwise to copy. */
export function ShareButton({
  model,
  session,
  title,
}: {
  model: string | undefined;
  session: string | undefined;
  title: string;
}) {
  const { url, localOnly } = shareAddress(location.href, model, session);
  return (
    <Popover label="Share" icon={<ShareIcon />} onOpen={() => !localOnly && shareByDevice(url, title)}>
      {() => (
        <div class="share">
          <label for="share-link">Link to this {session === undefined ? 'model' : 'session'}</label>
          <input id="share-link" type="text" readOnly value={url} onFocus={(event) => event.currentTarget.select()} />
          <CopyButton text={() => url} what="link" look="main-button" />
          <p class="hint">Everyone who opens the link joins the same session and can use its controls.</p>
          {localOnly && (
            <p class="hint" data-local-only>
              This address works on this computer only. For other devices, open the page under this computer’s name or
              network address, and share that link.
            </p>
          )}
        </div>
      )}
    </Popover>
  );
}

/** Phones and tablets; on a desktop the browser's own dialog offers less than a link to copy. */
function shareByDevice(url: string, title: string): boolean {
  if (typeof navigator.share !== 'function' || !matchMedia('(pointer: coarse)').matches) return false;
  // Closing the dialog rejects, and is no failure.
  navigator.share({ url, title }).catch(() => undefined);
  return true;
}
