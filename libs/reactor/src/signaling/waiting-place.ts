import type { WaitingPlace } from '@nestjs-reactor/protocol';
import type { TicketView } from '../waiting/index.js';

/** A visitor's place in the form of the wire. */
export function toWaitingPlace(ticket: string, view: TicketView): WaitingPlace {
  switch (view.stage) {
    case 'waiting': {
      const { stage, place, waiting, expectedWaitMs } = view;
      const wait = expectedWaitMs === undefined ? {} : { expected_wait_ms: Math.round(expectedWaitMs) };
      return { ticket, stage, place, waiting, ...wait };
    }
    case 'called':
    case 'starting':
      return { ticket, stage: 'called', held_for_ms: Math.round(view.heldForMs) };
    case 'playing': {
      const { stage, sessionId, endsInMs } = view;
      const end = endsInMs === undefined ? {} : { ends_in_ms: Math.round(endsInMs) };
      return { ticket, stage, session_id: sessionId, ...end };
    }
    case 'over':
      return { ticket, stage: 'over', reason: view.reason };
  }
}
