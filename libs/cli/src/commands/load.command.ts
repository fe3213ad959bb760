import { command } from '../command/index.js';
import { LOAD_OPTIONS, loadOptionsOf } from '../load/load-options.js';

export const load = command({
  name: 'load',
  summary: 'Joins synthetic viewers to a running server, and reports what they get',
  details: [
    'They receive over WebRTC as a browser does, count and time frames, and do not decode them. With an option of a link, the' +
      ' datagrams of a viewer pass a relay that loses, delays and limits them. The guide on load says what each' +
      ' figure is.',
    'It ends with `refused` where no viewer got a picture; why is in the report.',
  ],
  options: LOAD_OPTIONS,
  hasJson: true,
  exits: ['unreachable', 'refused'],
  examples: [
    ['reactor load --viewers 20 --seconds 30 --pid 4711', 'with CPU and memory of the server'],
    ['reactor load --viewers 5 --relayed 1 --kbps 600 --delay 40 --loss 2', 'one of them on a bad link'],
  ],
  async run(input, terminal) {
    const options = loadOptionsOf(input);
    const [{ runLoad }, { tableOf }] = await Promise.all([import('../load/run-load.js'), import('../load/report.js')]);
    const report = await runLoad(options, terminal);
    terminal.report(report, () => tableOf(report).join('\n'));
    return report.all.failed === report.all.viewers ? 'refused' : 'ok';
  },
});
