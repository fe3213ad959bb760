import { ReactorError } from '../../errors/index.js';
import type { SessionOutput } from '../output/session-output.js';
import type { EncodedStream, EncodedStreamOptions } from '../ports/index.js';

/** What one client is sent over a socket, without a peer connection: at most one stream, the newest. */
export class ConnectionStream {
  private open: EncodedStream | undefined;
  private closed = false;

  constructor(private readonly output: Pick<SessionOutput, 'openStream'>) {}

  get current(): EncodedStream | undefined {
    return this.open;
  }

  /** Ends the stream before. Rejects with `stream_unavailable`, `negotiation_failed` or `no_session`. */
  async replace(options: EncodedStreamOptions): Promise<EncodedStream> {
    const stream = await this.output.openStream(options);
    if (this.closed) {
      stream.close('its client has left');
      throw new ReactorError('not_joined', 'the client left while its stream was opened; join again');
    }
    this.open?.close('the client has opened another stream');
    this.open = stream;
    return stream;
  }

  /** Ends this stream, unless it has ended. */
  end(stream: EncodedStream, cause: string): void {
    if (this.open === stream) this.open = undefined;
    stream.close(cause);
  }

  /** Nothing is opened any more. */
  close(cause: string): void {
    this.closed = true;
    this.open?.close(cause);
    this.open = undefined;
  }
}
