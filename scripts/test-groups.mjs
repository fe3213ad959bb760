// Which test files run together. Names are beginnings of paths.

/** Files that compare rates and times of a stream: they have the machine's cores to themselves. */
const ALONE = [
  'test/browser/codecs',
  'test/browser/sdk-2\\.2',
  'test/browser/sdk-2\\.9\\.',
  'test/e2e/dreamfield',
  'test/e2e/fanout-faults',
  'test/e2e/floods',
  'test/e2e/frame-rates',
  'test/e2e/many-viewers',
  'test/e2e/media-engine',
  'test/e2e/stalls',
  'test/e2e/thin-links',
];

/**
 * Files that break workers, processes, links and packages on purpose, wait for limits of time, or repeat something a hundred
 * times: they take minutes.
 */
const FAULTS = [
  'test/browser/client-guide',
  'test/browser/killed-worker',
  'test/browser/networks',
  'test/browser/react-page',
  'test/browser/server-restart',
  'test/browser/shutdown',
  'test/browser/waiting-room',
  'test/e2e/cloud-python',
  'test/e2e/cluster',
  'test/e2e/dreamdrive',
  'test/e2e/endurance',
  'test/e2e/exit-codes',
  'test/e2e/fanout-faults',
  'test/e2e/floods',
  'test/e2e/frame-rates',
  'test/e2e/headless-command',
  'test/e2e/ice-restart',
  'test/e2e/livekit',
  'test/e2e/load',
  'test/e2e/many-viewers',
  'test/e2e/mcp-tools',
  'test/e2e/media-sockets',
  'test/e2e/nest-add',
  'test/e2e/network-faults',
  'test/e2e/packed-packages',
  'test/e2e/public-api',
  'test/e2e/python-client',
  'test/e2e/python-package',
  'test/e2e/reactor-commands',
  'test/e2e/reactor-init',
  'test/e2e/restream',
  'test/e2e/reverse-proxies',
  'test/e2e/silence',
  'test/e2e/stalls',
  'test/e2e/start-up',
  'test/e2e/thin-links',
  'test/e2e/worker-faults',
  'test/e2e/worker-loss',
];

/** Files whose outcome depends on the media engine. */
const OF_ENGINE = [
  'test/browser/',
  'test/e2e/candidate-networks',
  'test/e2e/frame-rates',
  'test/e2e/gstreamer',
  'test/e2e/ice-restart',
  'test/e2e/many-viewers',
  'test/e2e/media-engine',
  'test/e2e/media-paths',
  'test/e2e/media-sockets',
  'test/e2e/message-size',
  'test/e2e/network-faults',
  'test/e2e/open-files',
  'test/e2e/recorded-offers',
  'test/e2e/renegotiation',
  'test/e2e/silence',
  'test/e2e/stereo',
  'test/e2e/stalls',
  'test/e2e/viewer-stats',
  'test/e2e/worker-loss',
];

const anyOf = (files) => files.join('|');
const amongst = (files, others) => files.filter((file) => others.some((other) => file.startsWith(other)));
const without = (files, others) => files.filter((file) => !others.includes(file));

/**
 * Three files at a time: they wait for processes and networks half of their time, so that three keep two cores busy.
 * @param patterns of the files; undefined: all
 * @param except beginnings of files that do not run
 */
function together(patterns, except) {
  const selected = patterns === undefined ? [] : ['--testPathPatterns', anyOf(patterns)];
  return [
    '--selectProjects',
    'e2e',
    'browser',
    '--maxWorkers=3',
    ...selected,
    '--testPathIgnorePatterns',
    anyOf(except),
  ];
}

function alone(patterns) {
  return ['--selectProjects', 'e2e', 'browser', '--testPathPatterns', anyOf(patterns)];
}

/** Runs of jest, one after the other, by the name of the group. */
export const GROUPS = {
  /**
   * Units and the files of the contract share nothing and time nothing; two cores are busy with two of them. A worker of jest
   * keeps what its files have loaded: it is replaced when that is too much.
   */
  usual: [
    ['--selectProjects', 'unit', 'contract', 'fuzz', '--maxWorkers=2', '--workerIdleMemoryLimit=1GB'],
    together(undefined, [...ALONE, ...FAULTS]),
    alone(without(ALONE, FAULTS)),
  ],
  faults: [together(FAULTS, ALONE), alone(amongst(ALONE, FAULTS))],
  /** For another media engine than the default. */
  engine: [together(OF_ENGINE, ALONE), alone(amongst(ALONE, OF_ENGINE))],
};
