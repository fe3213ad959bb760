import type { ClientError } from '@nestjs-reactor/client';

/** A failure, described for the user of the page. */
export interface Problem {
  readonly code: string;
  readonly title: string;
  /** What happened. */
  readonly text: string;
  /** What to try, most likely first. */
  readonly hints: readonly string[];
}

type Words = Omit<Problem, 'code' | 'text'> & { readonly text?: string };

const WORDS: Readonly<Record<string, Words>> = {
  unreachable: {
    title: 'The server does not answer',
    hints: ['Is it running? Start it with npm start.', 'Is this device still on the same network?'],
  },
  not_a_reactor: {
    title: 'Another server answers at this address',
    hints: [
      'A proxy or a sign-in page may answer instead of the server. Reload this page.',
      'A proxy must forward all requests below this page’s address.',
    ],
  },
  socket_blocked: {
    title: 'WebSocket connections are blocked',
    hints: [
      'A proxy in front of the server must forward WebSocket upgrades for /signaling.',
      'A company proxy, a VPN or a browser extension may block them. Try without it.',
    ],
  },
  no_webrtc: {
    title: 'This browser cannot receive the video',
    text: 'It has neither WebRTC nor WebCodecs here, or they are turned off.',
    hints: [
      'Open the page in a current Chrome, Edge, Firefox or Safari.',
      'If WebRTC is turned off in the settings, turn it on.',
      'On HTTPS a browser without WebRTC can use WebCodecs.',
    ],
  },
  client_failed: {
    title: 'The page failed',
    hints: ['Reload the page. If it fails again, look at the browser’s console.'],
  },
  unauthorized: {
    title: 'You are not signed in',
    hints: [
      'Sign in to the server’s application, then reload this page.',
      'If you are signed in, ask the operator for access.',
    ],
  },
  application_failed: {
    title: 'The server’s application rejected the connection',
    hints: [
      'The error is in the server’s log.',
      'A global guard or interceptor must support the signalling WebSocket. The guide “own-application” shows how.',
    ],
  },
  internal_error: {
    title: 'The server reported an internal error',
    hints: ['The error is in the server’s log.'],
  },
  rate_limited: {
    title: 'Too many requests from this address',
    hints: ['The page waits, then tries again.'],
  },
  socket_limit: {
    title: 'Too many connections from this address',
    hints: ['Close other tabs that show this page.'],
  },
  socket_closed: {
    title: 'The connection to the server was lost',
    hints: ['A proxy in front of the server must forward WebSockets for /signaling.'],
  },
  no_answer: {
    title: 'The server did not respond in time',
    hints: ['It may be overloaded. Its log may say more.'],
  },
  ice_failed: {
    title: 'No media connection',
    text: 'The server can be reached, but no network path for video was found.',
    hints: [
      'A firewall that blocks UDP is the usual cause. Try another network, or turn off the VPN.',
      'Across the internet or behind NAT, the server needs a TURN relay: set TURN_SERVERS.',
    ],
  },
  session_busy: {
    title: 'The model is busy',
    text: 'Its previous session is still ending.',
    hints: ['This takes a few seconds at most.'],
  },
  shutting_down: {
    title: 'The server is shutting down',
    text: 'It does not start new sessions.',
    hints: ['When it is back, the page connects automatically.'],
  },
  connection_limit: {
    title: 'The session is full',
    hints: ['You can join when another viewer leaves.'],
  },
  unknown_session: {
    title: 'This session has ended',
    text: 'The address of the page names a session that does not run any more.',
    hints: [],
  },
  unknown_model: {
    title: 'There is no such model',
    hints: ['Open the page without ?model= for the default model.'],
  },
  model_terminated: {
    title: 'The model has stopped',
    hints: ['The server’s log has the cause. Restart the server.'],
  },
  engine_unavailable: {
    title: 'The server cannot send video',
    hints: ['Its WebRTC package did not load. Its log says how to install it.'],
  },
  negotiation_failed: {
    title: 'The media negotiation failed',
    hints: ['Try another browser. The server’s log has the details.'],
  },
};

const ALL_IN_USE: Words = {
  title: 'All sessions are in use',
  hints: ['A session becomes free when its viewers leave. The page tries again automatically.'],
};

const FORBIDDEN_ORIGIN: Words = {
  title: 'This page is not allowed to use the server',
  text: 'The page’s origin is not in the server’s list.',
  hints: ['Add the origin to REACTOR_ALLOWED_ORIGINS, or open the page from the server itself.'],
};

const FORBIDDEN_HOST: Words = {
  title: 'This host name is not allowed',
  hints: ['Open the page under a host name that the server allows, or ask its operator to allow this one.'],
};

const FORBIDDEN: Words = {
  title: 'Access denied',
  hints: ['Sign in with an account that has access, then reload this page.', 'Ask the operator for access.'],
};

/** Whether the origin, the host or the person is refused is only in the server's message. */
function forbidden(message: string): Words {
  if (/\borigin\b/i.test(message)) return FORBIDDEN_ORIGIN;
  return /\bhost\b/i.test(message) ? FORBIDDEN_HOST : FORBIDDEN;
}

/** Of a model with several instances the server's sentence has the numbers. */
function busy(message: string): Words {
  return isAllInUse(message) ? ALL_IN_USE : WORDS['session_busy']!;
}

function isAllInUse(message: string): boolean {
  return /\d+ of \d+ instances/.test(message);
}

/** May a session that runs be watched, where none of one's own can start? */
export function canWatchInstead({ code, message }: ClientError): boolean {
  return code === 'session_busy' && isAllInUse(message);
}

/** How an error that kept the page from its session is reported. */
export function problemOf({ code, message }: ClientError): Problem {
  const words = wordsOf(code, message);
  return { code, text: sentence(message), ...words };
}

function wordsOf(code: string, message: string): Words {
  if (code === 'forbidden') return forbidden(message);
  if (code === 'session_busy') return busy(message);
  return WORDS[code] ?? unforeseen(code);
}

function unforeseen(code: string): Words {
  return {
    title: 'The connection failed',
    hints: [`The error code is ${code}. The server’s log may say more.`],
  };
}

/** Why a session is over, in words. */
export function endingOf(reason: string, message: string): { readonly title: string; readonly text: string } {
  const titles: Readonly<Record<string, string>> = {
    stopped: 'The session was stopped',
    timed_out: 'The session timed out',
    evicted: 'The session was closed by the server',
    lapsed: 'Your turn has passed',
    gone: 'Your place was lost',
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
      return { title: 'The server is restarting', text: 'The page reconnects with your settings.' };
    case 'worker_lost':
      return { title: 'The model is starting again', text: 'The page rejoins with your settings.' };
    case 'model_reloaded':
      return { title: 'A new version of the model is starting', text: 'The page rejoins with your settings.' };
    case undefined:
    default:
      return { title: 'The connection was lost', text: 'Reconnecting to the same session…' };
  }
}

function sentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return start === '' || /[.!?…]$/.test(start) ? start : `${start}.`;
}
