import { ReactorError } from '../../errors/index.js';
import type { MediaBundle } from '../../media/index.js';

/** One bundle of the model that several holders read. Its buffers go back to the worker when the last lease ends. */
export class LeasedBundle {
  private leases = 0;
  private returned = false;

  /** @param onReturn called once, when no lease is left */
  constructor(
    readonly bundle: MediaBundle,
    private readonly onReturn: (bundle: MediaBundle) => void,
  ) {}

  /** @returns the function that ends this lease; further calls of it do nothing */
  lease(): () => void {
    if (this.returned) throw new ReactorError('internal_error', 'the buffers of this frame are back at the worker');
    this.leases++;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.leases--;
      if (this.leases > 0) return;
      this.returned = true;
      this.onReturn(this.bundle);
    };
  }
}
