import type { SeatWatch } from '../session/seat-watch.js';

/** On the picture: this page only watches, or somebody asks for the control that it has. */
export function SeatBar({ seats, mayControl }: { seats: SeatWatch; mayControl: boolean }) {
  const news = seats.news.value;
  if (news === undefined) return null;
  if (news.kind === 'asked') {
    return (
      <div class="seat-bar" role="status" data-seat="asked">
        <p>{news.count === 1 ? 'A viewer asks for control' : `${news.count} viewers ask for control`}</p>
        <button type="button" class="pill-button" onClick={() => seats.handOver(news.next)}>
          Hand over
        </button>
      </div>
    );
  }
  return (
    <div class="seat-bar" role="status" data-seat="watching">
      <p>{news.hasAsked ? 'You have asked for control' : 'You are watching'}</p>
      {mayControl && (
        <button type="button" class="pill-button" onClick={() => (news.hasAsked ? seats.withdraw() : seats.ask())}>
          {news.hasAsked ? 'Cancel' : 'Ask for control'}
        </button>
      )}
    </div>
  );
}
