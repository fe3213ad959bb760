import { Logger } from '@nestjs/common';
import { ReactorError } from '../../errors/index.js';
import { OpenFiles } from './open-files.js';

/** How often refused viewers for lack of file descriptors are logged. */
const LOG_PERIOD_MS = 10_000;

/** Retry delay for a client that was refused for that. */
const RETRY_MS = 5_000;

const RAISE = 'raise it with ulimit -n, LimitNOFILE= of systemd or docker run --ulimit nofile=';

/** Refuses what the process has no files left for: libwebrtc ends it where it cannot open what a peer needs. */
export class FileGuard {
  private readonly files = new OpenFiles();
  private readonly logger = new Logger('Reactor:webrtc');
  private loggedAtMs = -Infinity;

  /** At the start, for the log. */
  announce(): void {
    const { limit } = this.files;
    const peers = this.files.furtherPeers(0);
    if (limit === undefined || peers === undefined) {
      this.logger.debug('this system does not tell how many files the process may open; each viewer needs about 30');
      return;
    }
    this.logger.log(`the process may open ${limit} files, which is room for about ${peers} viewers; ${RAISE} for more`);
  }

  /**
   * Throws `connection_limit` where the process may not open the files of another peer.
   * @param pending peers that have not opened all of theirs yet
   */
  check(pending = 0): void {
    if (this.files.furtherPeers(pending) !== 0) return;
    const now = performance.now();
    if (now - this.loggedAtMs > LOG_PERIOD_MS) {
      this.loggedAtMs = now;
      this.logger.warn(`viewers are refused: nearly all of the ${this.files.limit} files are open; ${RAISE}`);
    }
    throw new ReactorError(
      'connection_limit',
      'The server has no room for another client; try again in a few seconds',
      { retryAfterMs: RETRY_MS },
    );
  }
}
