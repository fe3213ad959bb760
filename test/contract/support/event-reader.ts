import { get, type IncomingMessage } from 'node:http';
import { until } from '../../support/until.js';

/** One event as it came, and its data read. */
export interface ReadEvent {
  readonly frame: string;
  readonly id: number;
  readonly data: {
    readonly event: string;
    readonly from: string;
    readonly to: string;
    readonly ts: number;
    readonly detail: Record<string, unknown>;
  };
}

/** A reader of an event stream that keeps every byte. */
export class EventReader {
  text = '';
  ended = false;

  private constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8');
    response.on('data', (text: string) => (this.text += text));
    response.on('end', () => (this.ended = true));
    response.on('error', () => undefined);
  }

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventReader> {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { headers, agent: false }, resolve).on('error', reject);
    });
    return new EventReader(response);
  }

  /** Whole events so far, comments left out. */
  get events(): ReadEvent[] {
    return this.text
      .split(/(?<=\n\n)/)
      .filter((frame) => frame.endsWith('\n\n') && frame.startsWith('id: '))
      .map((frame) => ({
        frame,
        id: Number(/^id: (\d+)\n/.exec(frame)?.[1]),
        data: JSON.parse(frame.slice(frame.indexOf('\ndata: ') + 7).trimEnd()) as ReadEvent['data'],
      }));
  }

  /** Waits until an event of that name has come. */
  async sees(event: string): Promise<ReadEvent> {
    return await until(`the event ${event}`, () => this.events.find(({ data }) => data.event === event));
  }

  close(): void {
    this.response.destroy();
  }
}
