/**
 * Lets a process whose work is done end without running the finalizers of native objects, as `process.exit` does.
 *
 * When a process ends by itself, Node finalizes what its addons made, in an order of its own; the video source of
 * `wrtc` then releases a track that is gone already, and the process dies of SIGSEGV (code 139) after everything was
 * closed well. Listeners of `exit` that were added before all run first, and the exit code stays.
 */
export function spareFinalizers(): void {
  // Only a process that ends by itself comes here: `process.exit`, an error and a signal end it without finalizers.
  process.on('beforeExit', () => {
    // Anew each time, since others may go on working here: last of all listeners, whenever they were added.
    process.off('exit', endNow);
    process.on('exit', endNow);
  });
}

function endNow(): void {
  process.exit();
}
