import type { ReactorClient } from '@nestjs-reactor/client';
import type { Theme } from '../theme/theme.js';
import { LeaveIcon, MoreIcon, RestartIcon } from './icons.js';
import { Popover } from './popover.js';
import { ThemeSwitch } from './theme-switch.js';

/** What is needed now and then: the session's end, and how the page looks. */
export function PageMenu({
  client,
  live,
  mayRestart,
  theme,
  onRestart,
}: {
  client: ReactorClient;
  live: boolean;
  mayRestart: boolean;
  theme: Theme;
  onRestart: () => void;
}) {
  return (
    <Popover label="More" icon={<MoreIcon />}>
      {(close) => (
        <>
          <MenuItem
            icon={<RestartIcon />}
            label="Restart session"
            hint={mayRestart ? 'Ends it for everybody and starts a new one' : 'It needs the role “operate”'}
            disabled={!live || !mayRestart}
            onClick={() => {
              close();
              onRestart();
            }}
          />
          <MenuItem
            icon={<LeaveIcon />}
            label="Leave session"
            hint="Others stay in it"
            disabled={!live}
            onClick={() => {
              close();
              void client.leave();
            }}
          />
          <ThemeSwitch theme={theme} />
        </>
      )}
    </Popover>
  );
}

function MenuItem({
  icon,
  label,
  hint,
  disabled,
  onClick,
}: {
  icon: preact.ComponentChildren;
  label: string;
  hint: string;
  disabled: boolean;
  onClick: () => void;
}) {
  return (
    <button type="button" class="menu-item" disabled={disabled} onClick={onClick}>
      {icon}
      <span>
        {label}
        <small>{hint}</small>
      </span>
    </button>
  );
}
