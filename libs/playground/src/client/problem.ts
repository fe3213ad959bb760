import type { ClientError } from './client-error.js';

/** A failure in words for the person before the screen. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  /** What happened. */
  readonly text: string;
  /** What to try, most likely first. */
  readonly hints: readonly string[];
  /** Waiting may help. */
  readonly retry: boolean;
}

type Words = Omit<Problem, 'code' | 'text'> & { readonly text?: string };

const WORDS: Readonly<Record<string, Words>> = {
  unreachable: {
    title: 'The server does not answer',
    hints: ['Is it running? Start it with npm start.', 'Is this device still on the same network?'],
    retry: true,
  },
  not_a_reactor: {
    title: 'Something else answers at this address',
    hints: [
      'A proxy or a sign-in page may answer in place of the server; reload this page.',
      'A proxy must pass on all requests below this page’s address.',
    ],
    retry: true,
  },
  socket_blocked: {
    title: 'WebSockets do not get through',
    hints: [
      'A proxy before the server must pass WebSocket upgrades on for /signaling.',
      'A company proxy, a VPN or a browser extension may block them; try without.',
    ],
    retry: true,
  },
  no_webrtc: {
    title: 'This browser has no WebRTC',
    text: 'The picture is sent by WebRTC, which this browser lacks or has switched off.',
    hints: ['Open the page in a current Chrome, Edge, Firefox or Safari.', 'Some browsers have a setting for WebRTC.'],
    retry: false,
  },
  page_failed: {
    title: 'This page has a problem',
    hints: ['Reload it. If it happens again, the browser’s console may say more.'],
    retry: true,
  },
  unauthorized: {
    title: 'The server does not know who you are',
    hints: ['Sign in to its application again, then reload this page.', 'Its operator may have to give you access.'],
    retry: false,
  },
  application_failed: {
    title: 'The server’s application does not let this page in',
    hints: [
      'Its log names the error.',
      'A global guard or interceptor must know the signalling socket; the guide for one’s own application shows how.',
    ],
    retry: false,
  },
  internal_error: {
    title: 'The server failed',
    hints: ['Its log names the error.'],
    retry: true,
  },
  rate_limited: {
    title: 'Too many requests from this address',
    hints: ['This page waits and tries again.'],
    retry: true,
  },
  socket_limit: {
    title: 'Too many connections from this address',
    hints: ['Close other pages of this server.'],
    retry: true,
  },
  socket_closed: {
    title: 'The connection to the server broke',
    hints: ['If there is a proxy before the server, it must pass WebSockets on for /signaling.'],
    retry: true,
  },
  no_answer: {
    title: 'The server takes too long',
    hints: ['It may be short of processor time or memory; its log may say more.'],
    retry: true,
  },
  ice_failed: {
    title: 'No way through for the picture',
    text: 'Messages reach the server, but no path for video opened between it and this browser.',
    hints: [
      'A firewall that blocks UDP is the usual cause; try another network, or without a VPN.',
      'Far away or behind NAT, the server needs a TURN relay: set TURN_SERVERS.',
    ],
    retry: true,
  },
  session_busy: {
    title: 'The model is busy',
    text: 'Its last session is still ending.',
    hints: ['This takes a few seconds at most.'],
    retry: true,
  },
  shutting_down: {
    title: 'The server is shutting down',
    text: 'It starts no sessions any more.',
    hints: ['If it restarts, this page connects by itself.'],
    retry: true,
  },
  connection_limit: {
    title: 'The session is full',
    hints: ['A place is free when somebody leaves.'],
    retry: true,
  },
  unknown_model: {
    title: 'There is no such model',
    hints: ['Open the page without ?model= to reach the server’s default.'],
    retry: false,
  },
  model_terminated: {
    title: 'The model has stopped',
    hints: ['The server’s log says why; restart the server.'],
    retry: true,
  },
  engine_unavailable: {
    title: 'The server cannot send video',
    hints: ['Its WebRTC package did not load; its log says how to install it.'],
    retry: false,
  },
  negotiation_failed: {
    title: 'Browser and server found no common ground',
    hints: ['Try another browser; the server’s log has the details.'],
    retry: true,
  },
};

const FORBIDDEN_ORIGIN: Words = {
  title: 'This page may not use the server',
  text: 'The server does not allow this page’s origin.',
  hints: ['Add the origin to REACTOR_ALLOWED_ORIGINS, or open the page from the server itself.'],
  retry: false,
};

const FORBIDDEN_HOST: Words = {
  title: 'The server does not answer under this name',
  hints: ['Open the page under a host name that the server allows, or have its operator allow this one.'],
  retry: false,
};

const FORBIDDEN: Words = {
  title: 'You may not use this server',
  hints: ['Sign in as somebody who may, then reload this page.', 'Its operator may have to give you access.'],
  retry: false,
};

/** Who or what is refused, only the server's words say. */
function forbidden(message: string): Words {
  if (/\borigin\b/i.test(message)) return FORBIDDEN_ORIGIN;
  return /\bhost\b/i.test(message) ? FORBIDDEN_HOST : FORBIDDEN;
}

/** What to tell of an error that kept the page from its session. */
export function problemOf({ code, message }: ClientError): Problem {
  const words: Words = code === 'forbidden' ? forbidden(message) : (WORDS[code] ?? unforeseen(code));
  return { code, text: sentence(message), ...words };
}

function unforeseen(code: string): Words {
  return { title: 'That did not work', hints: [`The server’s log may say more; look for ${code}.`], retry: true };
}

/** Why a session is over, in words. */
export function endingOf(reason: string, message: string): { readonly title: string; readonly text: string } {
  const titles: Readonly<Record<string, string>> = {
    stopped: 'The session was stopped',
    timed_out: 'The session timed out',
    evicted: 'The session was closed by the server',
    moderated: 'The session was ended by moderation',
    error: 'The model failed',
    server_shutdown: 'The server was shut down',
    worker_lost: 'The model stopped working',
    left: 'You left the session',
  };
  const title = titles[reason] ?? 'The session ended';
  const text = sentence(message);
  return { title, text: text === `${title}.` ? '' : text };
}

/** While the page connects again: why there is no picture, and what happens next. */
export function reconnectingOf(cause: string | undefined): { readonly title: string; readonly text: string } {
  switch (cause) {
    case 'server_shutdown':
      return { title: 'The server is restarting', text: 'This page connects again with your settings.' };
    case 'worker_lost':
      return { title: 'The model is starting again', text: 'This page joins again with your settings.' };
    default:
      return { title: 'The connection was lost', text: 'Coming back to the same session…' };
  }
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return start === '' || /[.!?…]$/.test(start) ? start : `${start}.`;
}
