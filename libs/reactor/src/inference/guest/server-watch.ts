import process from 'node:process';

/** A thread of a worker process: ends the process when its server has ended, also while its model computes for ever. */

const CHECK_MS = 500;

const server = process.ppid;

/** A process whose parent ends gets another one, except on Windows. */
function serverEnded(): boolean {
  if (process.ppid !== server) return true;
  try {
    process.kill(server, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

setInterval(() => {
  if (serverEnded()) process.kill(process.pid, 'SIGKILL');
}, CHECK_MS);
