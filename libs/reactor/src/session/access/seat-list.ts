import type { SeatList } from '@nestjs-reactor/protocol';
import type { Seats } from './seats.js';

/** Who controls the session, as one of its clients reads it. */
export function toSeatList(seats: Seats, connectionId: number): SeatList {
  const { controllers, asking } = seats.plan;
  return { you: seats.controls(connectionId) ? 'control' : 'watch', controllers, asking };
}
